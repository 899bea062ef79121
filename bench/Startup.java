package bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * How long does it take from java -jar to a ready node, without and with the cluster, and to the
 * end of the command line's status? Arguments: rounds.
 */
final class Startup {

  private Startup() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    Report report =
        new Report("startup", "Milliseconds from java -jar, " + rounds + " rounds, alternating");
    Samples alone = new Samples();
    Samples clustered = new Samples();
    Samples status = new Samples();
    Samples jvm = new Samples();
    for (int round = 0; round < rounds; round++) {
      try (Node node = new Node(Map.of())) {
        alone.add(node.readyMilliseconds());
        status.add(Programs.milliseconds(status(node)));
      }
      try (Node node = new Node(cluster())) {
        clustered.add(node.readyMilliseconds());
      }
      jvm.add(Programs.milliseconds(List.of(Node.java(), "-Xshare:auto", "--version")));
    }
    report.line("%-40s %8s %8s %8s", "", "median", "min", "max");
    print(report, "node, cluster off, to /health/ready", "alone", alone);
    print(report, "node, cluster on, to /health/ready", "clustered", clustered);
    print(report, "command line, status, to its end", "status", status);
    print(report, "beside it: java --version", "jvm", jvm);
    report.save();
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

  private static List<String> status(Node node) {
    return List.of(
        Node.java(),
        "-jar",
        Node.jar(),
        "status",
        "--url",
        node.base().toString(),
        "--token-file",
        node.home().resolve("token").toString());
  }

  private static void print(Report report, String name, String key, Samples samples) {
    report.line("%-40s %8.0f %8.0f %8.0f", name, samples.median(), samples.min(), samples.max());
    report.field(key, samples.json());
  }
}
