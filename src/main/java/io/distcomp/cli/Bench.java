package io.distcomp.cli;

import io.distcomp.config.Config;
import io.distcomp.queue.BenchQueue;
import io.distcomp.queue.RedisAddress;
import io.distcomp.task.JobStatus;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One {@code bench}: a node of its own on a queue of its own. Used by {@link BenchVerb} alone. */
final class Bench {

  private static final int WARM_SINGLES = 50;
  private static final int SINGLES = 100;

  private final Session session;
  private final int tasks;
  private final int rounds;

  /** So many tasks in each of so many rounds. */
  Bench(Session session, int tasks, int rounds) {
    this.session = session;
    this.tasks = tasks;
    this.rounds = rounds;
  }

  /** Measures; the node is gone at the end, its keys are the caller's. */
  BenchFigures run(Config config) throws NodeStartException {
    int slots = config.node().maxTasks();
    try (OwnNode own = new OwnNode(session, () -> {});
        SpawnRate spawner = new SpawnRate(slots, config.directory())) {
      NodeLauncher.RunningNode node = own.start(config);
      try {
        return measured(
            QueueExam.reached(config), slots, own, spawner, OwnNode.client(node, config));
      } finally {
        node.drain();
        int unused = own.await(node);
      }
    }
  }

  private BenchFigures measured(
      RedisAddress redis, int slots, OwnNode own, SpawnRate spawner, NodeClient node) {
    List<Double> processRates = new ArrayList<>();
    List<Double> taskRates = new ArrayList<>();
    session.console().note("warming up");
    double unused = spawner.measure(tasks) + taskRate(own, node);
    for (int round = 1; round <= rounds; round++) {
      session.console().note("round " + round + " of " + rounds);
      processRates.add(spawner.measure(tasks));
      taskRates.add(taskRate(own, node));
    }
    List<Double> singles = new ArrayList<>();
    for (int i = 0; i < WARM_SINGLES + SINGLES; i++) {
      own.mustGoOn();
      singles.add(singleMs(node));
    }
    return new BenchFigures(
        redis.url(),
        slots,
        QueueExam.facts(redis, session.clock()).roundTrip().toNanos() / 1e6,
        processRates,
        taskRates,
        singles.subList(WARM_SINGLES, singles.size()));
  }

  /** From the start of the first to the end of the last, by the node's clock. */
  private double taskRate(OwnNode own, NodeClient node) {
    String lines =
        IntStream.range(0, tasks).mapToObj(Bench::line).collect(Collectors.joining("\n"));
    JobStatus job = submitted(node, lines);
    String path = "/jobs/" + job.id();
    JobStatus end =
        new Patience(session.signals())
            .until(
                () -> {
                  own.mustGoOn();
                  return Json.job(node.get(path));
                },
                JobWatch::isFinal,
                "the tasks do not end");
    if (end.counts().finished() != tasks) {
      throw CliException.unavailable("empty commands fail here: see distcomp doctor");
    }
    Span span = new Span();
    new TaskScan(node).each(job.id(), "finished", span::add);
    JsonObject unused = node.change("DELETE", path, null);
    return tasks * 1000.0 / Math.max(1, Duration.between(span.first, span.last).toMillis());
  }

  /** As a client sees it that asks again and again. */
  private double singleMs(NodeClient node) {
    long start = System.nanoTime();
    JobStatus job = submitted(node, line(0));
    while (!JobWatch.isFinal(Json.job(node.get("/jobs/" + job.id())))) {
      Thread.onSpinWait();
    }
    long took = System.nanoTime() - start;
    JsonObject unused = node.change("DELETE", "/jobs/" + job.id(), null);
    return took / 1e6;
  }

  private static JobStatus submitted(NodeClient node, String lines) {
    Query query = new Query().with("format", "lines");
    return new Submitter(node).send(Submission.ofLines(lines + "\n"), query).job();
  }

  private static String line(int number) {
    return "shell:5:0:0:0:: " + number;
  }

  /** Removes what a bench has left in somebody else's Redis. */
  void discard(RedisAddress redis) {
    Vertx vertx = Vertx.vertx();
    try (BenchQueue queue = new BenchQueue(vertx, redis)) {
      var unused = QueueExam.await(queue.discard(), QueueExam.ANSWER_S);
    } catch (IllegalStateException | TimeoutException e) {
      session
          .console()
          .note(
              "keys dc:{"
                  + redis.queue()
                  + "}:* are left: "
                  + Escape.line(String.valueOf(e.getMessage())));
    } finally {
      var unused = vertx.close();
    }
  }

  /** The time in which some attempts ran. */
  private static final class Span {
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    void add(JsonObject task) {
      JsonObject attempt = Json.objects(task, "attempts").get(0);
      Instant start = Instant.parse(Json.text(attempt, "started_at", ""));
      Instant end = Instant.parse(Json.text(attempt, "ended_at", ""));
      first = start.isBefore(first) ? start : first;
      last = end.isAfter(last) ? end : last;
    }
  }
}
