package bench;

import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Resources;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The three tables of the Python tool's performance test, with redis-py as that tool works and with
 * this product's client and scripts, which keep all their books; alternating on one Redis. A fetch is
 * here a claim, an operation the claim of one task and the commit of its outcome. Arguments: rounds.
 */
final class PythonTables {

  private static final String PYTHON = "/usr/bin/python3";
  private static final int WARM_UP = 15;
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final Map<String, String> LINES = new LinkedHashMap<>();

  static {
    LINES.put("hset_single", "1000 HSETs one by one, ms");
    LINES.put("hset_batch", "1000 HSETs pipelined, ms");
    LINES.put("fetch_single", "100 fetches by 10 workers, one by one, ms");
    LINES.put("fetch_batch", "100 fetches by 10 workers, pipelined, ms");
    LINES.put("operations", "20 workers x 50 operations, ms");
    LINES.put("mean", "  one operation, mean, ms");
    LINES.put("p95", "  one operation, p95, ms");
    LINES.put("p99", "  one operation, p99, ms");
  }

  private final Vertx vertx;
  private final PlainRedis redis;

  /** A node that does one thing at a time, on a connection of its own. */
  private record Worker(RedisTaskQueue queue, NodeInfo info, long[] sequence) {

    Future<List<Claim>> claim(int slots) {
      return queue.claim(request(slots)).map(claimed -> claimed.tasks());
    }

    Future<List<Claim>> exchange(List<AttemptReport> ended) {
      return queue.exchange(ended, request(1)).map(both -> both.claimed().tasks());
    }

    private ClaimRequest request(int slots) {
      return new ClaimRequest(
          info, ++sequence[0], new Demand(slots, info.capacity()), ClaimRequest.FROM_BEST);
    }
  }

  private PythonTables(Vertx vertx, PlainRedis redis) {
    this.vertx = vertx;
    this.redis = redis;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Programs.endAtFailure();
    if (!Programs.works(PYTHON, "-c", "import redis")) {
      System.out.println("redis-py is not installed: apt-get install python3-redis");
      System.exit(1);
    }
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    Report report =
        new Report("python", "The Python tool's three tables, " + rounds + " rounds, alternating");
    Map<String, Samples> theirs = new LinkedHashMap<>();
    Map<String, Samples> ours = new LinkedHashMap<>();
    Vertx vertx = Vertx.vertx();
    try (PlainRedis redis = new PlainRedis()) {
      PythonTables bench = new PythonTables(vertx, redis);
      for (int round = -WARM_UP; round < rounds; round++) { // the first ones warm the JVM up
        Map<String, Double> own = bench.ours();
        if (round >= 0) {
          bench.theirs().forEach((name, value) -> keep(theirs, name, value));
          own.forEach((name, value) -> keep(ours, name, value));
        }
      }
    }
    report.line("%-46s %12s %12s %8s %16s", "", "redis-py", "here", "ratio", "its spread");
    LINES.forEach((name, text) -> print(report, name, text, theirs.get(name), ours.get(name)));
    report.save();
    System.exit(0);
  }

  private static void keep(Map<String, Samples> all, String name, double value) {
    all.computeIfAbsent(name, n -> new Samples()).add(value);
  }

  private static void print(
      Report report, String name, String text, Samples theirs, Samples ours) {
    Samples ratio = theirs.over(ours);
    report.line(
        "%-46s %12.2f %12.2f %8.1f %16s",
        text,
        theirs.median(),
        ours.median(),
        ratio.median(),
        String.format("%.1f to %.1f", ratio.min(), ratio.max()));
    report.field(name, "{\"python\":" + theirs.json() + ",\"here\":" + ours.json() + "}");
  }

  /** All in milliseconds. */
  private Map<String, Double> theirs() throws IOException, InterruptedException {
    String answer = Programs.output(PYTHON, "bench/peers/python_tables.py", redis.url());
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name : LINES.keySet()) {
      double value = Json.decimal(answer, name);
      values.put(name, LINES.get(name).startsWith("  ") ? value : 1000 * value);
    }
    return values;
  }

  private Map<String, Double> ours() throws IOException, InterruptedException {
    Programs.output("redis-cli", "-u", redis.url(), "flushall");
    Map<String, Double> values = new LinkedHashMap<>();
    Redis client = Redis.createClient(vertx, redis.url());
    RedisConnection connection = SimulatedNode.await(client.connect());
    values.put("hset_single", milliseconds(() -> writeOneByOne(connection, 0)));
    values.put(
        "hset_batch",
        milliseconds(() -> connection.batch(IntStream.range(0, 1000).mapToObj(this::write).toList())));
    client.close();
    List<Worker> ten = workers(10);
    fill(ten.get(0), "one", 100);
    values.put("fetch_single", all(ten, worker -> turns(worker, 10)));
    fill(ten.get(0), "batch", 100);
    values.put("fetch_batch", all(ten, worker -> worker.claim(10)));
    close(ten);
    List<Worker> twenty = workers(20);
    fill(twenty.get(0), "operations", 1000);
    List<Double> latencies = Collections.synchronizedList(new ArrayList<>());
    values.put("operations", all(twenty, worker -> operations(worker, List.of(), 50, latencies)));
    close(twenty);
    Samples samples = new Samples();
    latencies.forEach(samples::add);
    values.put("mean", latencies.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
    values.put("p95", samples.percentile(95));
    values.put("p99", samples.percentile(99));
    return values;
  }

  private Future<?> writeOneByOne(RedisConnection connection, int i) {
    return i == 1000
        ? Future.succeededFuture()
        : connection.send(write(i)).compose(done -> writeOneByOne(connection, i + 1));
  }

  private Request write(int i) {
    return Request.cmd(Command.HSET).arg("rows").arg(i).arg("shell:5:8:2:300:: " + i);
  }

  private List<Worker> workers(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              RedisTaskQueue queue = SimulatedNode.queue(vertx, redis.url());
              NodeInfo info = SimulatedNode.info("worker" + i, 10, SimulatedNode.LARGE);
              SimulatedNode.await(queue.register(info, LEASE));
              SimulatedNode.await(queue.claim(new ClaimRequest(
                  info, 1, new Demand(1, info.capacity()), ClaimRequest.FROM_BEST)));
              return new Worker(queue, info, new long[] {1});
            })
        .toList();
  }

  private static void close(List<Worker> workers) {
    workers.forEach(worker -> SimulatedNode.await(worker.queue().deregister(worker.info().incarnation())));
    workers.forEach(worker -> worker.queue().close());
  }

  private static void fill(Worker any, String job, int tasks) {
    Filling.fill(any.queue(), job, tasks, i -> Resources.NONE);
  }

  /** Milliseconds until all have done their work side by side. */
  private static double all(
      List<Worker> workers, Function<Worker, Future<?>> work) {
    return milliseconds(() -> Future.all(workers.stream().map(work).toList()));
  }

  private static double milliseconds(Supplier<Future<?>> work) {
    long began = System.nanoTime();
    SimulatedNode.await(work.get());
    return (System.nanoTime() - began) / 1e6;
  }

  private static Future<?> turns(Worker worker, int left) {
    return left == 0
        ? Future.succeededFuture()
        : worker.claim(1).compose(tasks -> turns(worker, left - 1));
  }

  /** The first has no outcome to send, and the last outcome has a call of its own. */
  private static Future<?> operations(
      Worker worker, List<AttemptReport> ended, int left, List<Double> latencies) {
    long began = System.nanoTime();
    if (left == 0) {
      return worker.queue().commit(ended);
    }
    return worker
        .exchange(ended)
        .compose(
            tasks -> {
              latencies.add((System.nanoTime() - began) / 1e6);
              return operations(worker, reports(worker, tasks), left - 1, latencies);
            });
  }

  private static List<AttemptReport> reports(Worker worker, List<Claim> tasks) {
    Instant now = Instant.now();
    return tasks.stream()
        .map(task -> SimulatedNode.report(worker.info().name(), task, now))
        .toList();
  }
}
