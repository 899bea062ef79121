package bench;

import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.task.Resources;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What does the queue machinery alone do: claims and commits of tasks that last no time, by one node
 * and by many on one Redis? All in one JVM. Arguments: rounds, tasks in a round, numbers of nodes,
 * slots of each.
 */
final class Queue {

  private Queue() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Programs.endAtFailure();
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    String[] counts = (args.length > 2 ? args[2] : "1,50").split(",");
    int slots = args.length > 3 ? Integer.parseInt(args[3]) : 32;
    Report report =
        new Report(
            "queue",
            String.format(
                "Claim and commit without processes, %d slots a node, %d rounds of %d tasks",
                slots, rounds, tasks));
    report.line(
        "%5s  %-26s %9s %9s %9s", "nodes", "", "median", "min", "max");
    for (String count : counts) {
      measure(report, Integer.parseInt(count), slots, rounds, tasks);
    }
    report.save();
    System.exit(0);
  }

  private static void measure(Report report, int nodes, int slots, int rounds, int tasks)
      throws IOException, InterruptedException {
    Samples speed = new Samples();
    Samples cpu = new Samples();
    Samples calls = new Samples();
    Vertx vertx = Vertx.vertx();
    try (PlainRedis redis = new PlainRedis()) {
      RedisTaskQueue queue = SimulatedNode.queue(vertx, redis.url());
      List<SimulatedNode> all = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        all.add(
            new SimulatedNode(
                vertx, redis.url(), "node" + i, slots, SimulatedNode.LARGE, Duration.ZERO));
      }
      for (int round = -1; round < rounds; round++) { // the first one warms the JVM up
        Filling.fill(queue, "round" + round, tasks, i -> Resources.NONE);
        double cpuBefore = redis.cpuSeconds();
        long callsBefore = all.stream().mapToLong(SimulatedNode::calls).sum();
        long goal = all.stream().mapToLong(SimulatedNode::ended).sum() + tasks;
        long began = System.nanoTime();
        all.forEach(node -> node.run(tasks));
        while (all.stream().mapToLong(SimulatedNode::ended).sum() < goal) {
          Programs.pause(2);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (round >= 0) {
          speed.add(tasks / seconds);
          cpu.add(1e6 * (redis.cpuSeconds() - cpuBefore) / tasks);
          calls.add(
              (all.stream().mapToLong(SimulatedNode::calls).sum() - callsBefore) / (double) tasks);
        }
      }
      all.forEach(SimulatedNode::close);
      queue.close();
    }
    SimulatedNode.await(vertx.close());
    print(report, nodes, "tasks a second", "per_second", speed);
    print(report, nodes, "CPU us of Redis for each", "redis_us", cpu);
    print(report, nodes, "calls for each", "calls", calls);
  }

  private static void print(Report report, int nodes, String what, String key, Samples samples) {
    report.line(
        "%5d  %-26s %9.2f %9.2f %9.2f",
        nodes, what, samples.median(), samples.min(), samples.max());
    report.field(key + "_" + nodes, samples.json());
  }
}
