package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How long does it take from java -jar, and from bin/distcomp with its archive of classes, to a
 * ready node, without and with the cluster, and to the end of the command line's status? Arguments:
 * rounds.
 */
final class Startup {

  private Startup() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    Report report =
        new Report("startup", "Milliseconds to be ready, " + rounds + " rounds, alternating");
    try (Ways ways = new Ways()) {
      List<Times> all = new ArrayList<>();
      ways.prepared().forEach(way -> all.add(new Times(way)));
      Samples jvm = new Samples();
      for (int round = 0; round < rounds; round++) {
        for (Times times : all) {
          times.run();
        }
        jvm.add(Programs.milliseconds(List.of(Node.java(), "-Xshare:auto", "--version")));
      }
      report.line("%-48s %8s %8s %8s", "", "median", "min", "max");
      all.forEach(times -> times.print(report));
      print(report, "beside it: java --version", "jvm", jvm);
    }
    report.save();
  }

  /** How long it took each time in one way. */
  private static final class Times {
    private final Ways.Way way;
    private final Samples alone = new Samples();
    private final Samples clustered = new Samples();
    private final Samples fresh = new Samples();
    private final Samples status = new Samples();

    private Times(Ways.Way way) {
      this.way = way;
    }

    private void run() throws IOException, InterruptedException {
      try (Node node = new Node(way.program(), Map.of())) {
        alone.add(node.readyMilliseconds());
        fresh.add(Programs.milliseconds(status(node)));
        node.settle();
        status.add(Programs.milliseconds(status(node)));
      }
      try (Node node = new Node(way.program(), cluster())) {
        clustered.add(node.readyMilliseconds());
      }
    }

    private List<String> status(Node node) {
      return way.with(
          "status",
          "--url",
          node.base().toString(),
          "--token-file",
          node.home().resolve("token").toString());
    }

    private void print(Report report) {
      print(report, "node, cluster off, to /health/ready", "alone", alone);
      print(report, "node, cluster on, to /health/ready", "clustered", clustered);
      print(report, "status, right behind a node's start", "fresh", fresh);
      print(report, "status, to its end", "status", status);
    }

    private void print(Report report, String what, String key, Samples samples) {
      Startup.print(report, way.name() + ", " + what, way.key() + key, samples);
    }
  }

  private static Map<String, String> cluster() throws IOException {
    return Map.of(
        "cluster_enabled",
        "true",
        "cluster_port",
        String.valueOf(Node.freePort()),
        "bus_port",
        "0");
  }

  private static void print(Report report, String name, String key, Samples samples) {
    report.line("%-48s %8.0f %8.0f %8.0f", name, samples.median(), samples.min(), samples.max());
    report.field(key, samples.json());
  }
}
