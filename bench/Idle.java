package bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What does a node keep when nothing happens, and with many commands that only sleep, by java -jar
 * and by bin/distcomp, with the cluster off and on? Arguments: rounds, sleeping commands.
 */
final class Idle {

  private static final int SETTLE_MS = 5000;

  private Idle() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    Report report =
        new Report(
            "idle",
            "Memory and threads of a node, idle and with " + tasks + " sleeping commands, " + rounds
                + " rounds");
    report.line("%-52s %9s %9s %9s", "", "median", "min", "max");
    try (Ways ways = new Ways()) {
      for (Ways.Way way : ways.prepared()) {
        for (String cluster : List.of("off", "on")) {
          Samples[] seen = Stream.generate(Samples::new).limit(5).toArray(Samples[]::new);
          for (int round = 0; round < rounds; round++) {
            measure(way, cluster.equals("on"), tasks, seen);
          }
          String name = way.name() + ", cluster " + cluster;
          String key = way.key() + "cluster_" + cluster;
          print(report, name + ", idle: MiB", key + "_idle_mib", seen[0]);
          print(report, name + ", idle: threads", key + "_idle_threads", seen[1]);
          print(report, name + ", idle: CPU ms a second", key + "_idle_cpu", seen[2]);
          print(report, name + ", " + tasks + " sleep: MiB", key + "_busy_mib", seen[3]);
          print(report, name + ", " + tasks + " sleep: threads", key + "_busy_threads", seen[4]);
        }
      }
    }
    report.save();
  }

  private static void measure(Ways.Way way, boolean clustered, int tasks, Samples[] seen)
      throws IOException, InterruptedException {
    Map<String, String> conf =
        Map.of(
            "cluster_enabled", String.valueOf(clustered),
            "cluster_port", String.valueOf(Node.freePort()),
            "max_task_per_worker", String.valueOf(tasks),
            "drain_timeout_seconds", "0",
            "min_dram_gb_accept_new_task", "0.02",
            "min_dram_gb_trigger_return", "0.01");
    try (Node node = new Node(way.program(), conf)) {
      Programs.pause(SETTLE_MS);
      double cpu = Programs.cpuSeconds(node.handle().pid());
      Programs.pause(SETTLE_MS);
      seen[2].add(1e6 * (Programs.cpuSeconds(node.handle().pid()) - cpu) / SETTLE_MS);
      seen[0].add(Programs.statusNumber(node.handle().pid(), "VmRSS:") / 1024.0);
      seen[1].add(Programs.statusNumber(node.handle().pid(), "Threads:"));
      node.post(
          "/jobs",
          "text/plain",
          IntStream.rangeClosed(1, tasks)
              .mapToObj(i -> String.format("shell:5:0:0:exec sleep 6%05d", i))
              .collect(Collectors.joining("\n")));
      while (Json.number(node.get("/status"), "counts.in_progress") < tasks) {
        Programs.pause(100);
      }
      Programs.pause(SETTLE_MS);
      seen[3].add(Programs.statusNumber(node.handle().pid(), "VmRSS:") / 1024.0);
      seen[4].add(Programs.statusNumber(node.handle().pid(), "Threads:"));
    }
  }

  private static void print(Report report, String name, String key, Samples samples) {
    report.line(
        "%-52s %9.1f %9.1f %9.1f", name, samples.median(), samples.min(), samples.max());
    report.field(key, samples.json());
  }
}
