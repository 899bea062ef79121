package bench;

import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.task.Resources;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What do many nodes ask of one Redis: claims, outcomes and leases of nodes whose tasks are timers,
 * all in one JVM? Arguments: nodes, slots, seconds to measure, seconds that a task lasts (several).
 */
final class Scale {

  private static final int SETTLE_SECONDS = 5;

  private Scale() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Programs.endAtFailure();
    int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    int slots = args.length > 1 ? Integer.parseInt(args[1]) : 32;
    int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    String[] lengths = (args.length > 3 ? args[3] : "1,10").split(",");
    Report report =
        new Report(
            "scale",
            String.format(
                "%d simulated nodes of %d slots on one Redis, %d s each", nodes, slots, seconds));
    report.line(
        "%8s %10s %8s %14s %14s %12s %16s",
        "task s", "tasks/s", "of ideal", "Redis, core %", "all nodes, %", "calls/task", "slowest renewal");
    for (String length : lengths) {
      measure(report, nodes, slots, seconds, Integer.parseInt(length));
    }
    report.save();
    System.exit(0);
  }

  private static void measure(Report report, int nodes, int slots, int seconds, int length)
      throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx();
    try (PlainRedis redis = new PlainRedis()) {
      RedisTaskQueue queue = SimulatedNode.queue(vertx, redis.url());
      long ideal = (long) nodes * slots / length;
      int span = Math.max(SETTLE_SECONDS, 2 * length) + seconds;
      Filling.fill(
          queue, "scale", ideal * (span + length) + (long) nodes * slots, i -> Resources.NONE);
      List<SimulatedNode> all = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        all.add(
            new SimulatedNode(
                vertx,
                redis.url(),
                "node" + i,
                slots,
                SimulatedNode.LARGE,
                Duration.ofSeconds(length)));
      }
      all.forEach(node -> node.run(Long.MAX_VALUE / 2));
      Programs.pause((span - seconds) * 1000L);
      print(report, redis, all, seconds, length, ideal);
      all.forEach(SimulatedNode::close);
      queue.close();
    }
    SimulatedNode.await(vertx.close());
  }

  private static void print(
      Report report,
      PlainRedis redis,
      List<SimulatedNode> all,
      int seconds,
      int length,
      long ideal) {
    all.forEach(SimulatedNode::slowestRenewal);
    double redisBefore = redis.cpuSeconds();
    double nodesBefore = Programs.cpuSeconds(ProcessHandle.current().pid());
    long ended = all.stream().mapToLong(SimulatedNode::ended).sum();
    long calls = all.stream().mapToLong(SimulatedNode::calls).sum();
    long began = System.nanoTime();
    Programs.pause(seconds * 1000L);
    double took = (System.nanoTime() - began) / 1e9;
    long done = all.stream().mapToLong(SimulatedNode::ended).sum() - ended;
    double perSecond = done / took;
    double redisCore = 100 * (redis.cpuSeconds() - redisBefore) / took;
    double nodesCore =
        100 * (Programs.cpuSeconds(ProcessHandle.current().pid()) - nodesBefore) / took;
    double each = (all.stream().mapToLong(SimulatedNode::calls).sum() - calls) / (double) done;
    double renewal = all.stream().mapToDouble(SimulatedNode::slowestRenewal).max().orElse(0);
    report.line(
        "%8d %10.0f %8.2f %14.0f %14.0f %12.2f %13.0f ms",
        length, perSecond, perSecond / ideal, redisCore, nodesCore, each, renewal);
    report.field(
        "task_" + length + "_s",
        String.format(
            java.util.Locale.ROOT,
            "{\"per_second\":%.1f,\"of_ideal\":%.3f,\"redis_core\":%.1f,\"nodes_core\":%.1f,"
                + "\"calls\":%.3f,\"slowest_renewal_ms\":%.1f}",
            perSecond,
            perSecond / ideal,
            redisCore,
            nodesCore,
            each,
            renewal));
  }
}
