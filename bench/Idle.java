package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What does a node keep when nothing happens, and with many commands that only sleep, with the
 * cluster off and on? Arguments: rounds, sleeping commands.
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
    report.line("%-44s %9s %9s %9s", "", "median", "min", "max");
    for (String cluster : List.of("false", "true")) {
      Samples[] seen = Stream.generate(Samples::new).limit(5).toArray(Samples[]::new);
      for (int round = 0; round < rounds; round++) {
        measure(cluster, tasks, seen);
      }
      String name = cluster.equals("true") ? "cluster on" : "cluster off";
      print(report, name + ", idle: MiB", name + " idle_mib", seen[0]);
      print(report, name + ", idle: threads", name + " idle_threads", seen[1]);
      print(report, name + ", idle: CPU ms a second", name + " idle_cpu", seen[2]);
      print(report, name + ", " + tasks + " sleep: MiB", name + " busy_mib", seen[3]);
      print(report, name + ", " + tasks + " sleep: threads", name + " busy_threads", seen[4]);
    }
    report.save();
  }

  private static void measure(String cluster, int tasks, Samples[] seen)
      throws IOException, InterruptedException {
    Map<String, String> conf =
        Map.of(
            "cluster_enabled", cluster,
            "cluster_port", String.valueOf(Node.freePort()),
            "max_task_per_worker", String.valueOf(tasks),
            "drain_timeout_seconds", "0",
            "min_dram_gb_accept_new_task", "0.02",
            "min_dram_gb_trigger_return", "0.01");
    try (Node node = new Node(conf)) {
      Programs.pause(SETTLE_MS);
      double cpu = Programs.cpuSeconds(node.handle().pid());
      Programs.pause(SETTLE_MS);
      seen[2].add(1e6 * (Programs.cpuSeconds(node.handle().pid()) - cpu) / SETTLE_MS);
      seen[0].add(status(node, "VmRSS:") / 1024);
      seen[1].add(status(node, "Threads:"));
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
      seen[3].add(status(node, "VmRSS:") / 1024);
      seen[4].add(status(node, "Threads:"));
    }
  }

  private static double status(Node node, String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + node.handle().pid() + "/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("the node has no " + field);
  }

  private static void print(Report report, String name, String key, Samples samples) {
    report.line(
        "%-44s %9.1f %9.1f %9.1f", name, samples.median(), samples.min(), samples.max());
    report.field(key.replace(' ', '_'), samples.json());
  }
}
