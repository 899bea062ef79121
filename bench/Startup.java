package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
    Path cache = Files.createTempDirectory("distcomp-bench-cache-");
    try {
      measure(report, rounds, List.of(Node.java(), "-jar", Node.jar()), wrapper(cache));
    } finally {
      remove(cache);
    }
    report.save();
  }

  private static void measure(Report report, int rounds, List<String> jar, List<String> wrapper)
      throws IOException, InterruptedException {
    String unused = Programs.output(with(wrapper, "--prepare").toArray(String[]::new));
    Way byJar = new Way(jar);
    Way byWrapper = new Way(wrapper);
    Samples jvm = new Samples();
    for (int round = 0; round < rounds; round++) {
      byJar.run();
      byWrapper.run();
      jvm.add(Programs.milliseconds(List.of(Node.java(), "-Xshare:auto", "--version")));
    }
    report.line("%-48s %8s %8s %8s", "", "median", "min", "max");
    byJar.print(report, "java -jar", "");
    byWrapper.print(report, "bin/distcomp", "wrapper_");
    print(report, "beside it: java --version", "jvm", jvm);
  }

  /** One way to call the program, and how long it took each time. */
  private static final class Way {
    private final List<String> program;
    private final Samples alone = new Samples();
    private final Samples clustered = new Samples();
    private final Samples status = new Samples();

    private Way(List<String> program) {
      this.program = program;
    }

    private void run() throws IOException, InterruptedException {
      try (Node node = new Node(program, Map.of())) {
        alone.add(node.readyMilliseconds());
        status.add(Programs.milliseconds(status(program, node)));
      }
      try (Node node = new Node(program, cluster())) {
        clustered.add(node.readyMilliseconds());
      }
    }

    private void print(Report report, String name, String key) {
      Startup.print(report, name + ", node, cluster off, to /health/ready", key + "alone", alone);
      Startup.print(
          report, name + ", node, cluster on, to /health/ready", key + "clustered", clustered);
      Startup.print(report, name + ", status, to its end", key + "status", status);
    }
  }

  /** By env, since nodes and programs are started with the bench's own environment. */
  private static List<String> wrapper(Path cache) {
    Path jar = Path.of(Node.jar()).toAbsolutePath();
    Path java = Path.of(System.getProperty("java.home"));
    return List.of(
        "env",
        "XDG_CACHE_HOME=" + cache,
        "DISTCOMP_JAR=" + jar,
        "JAVA_HOME=" + java,
        Path.of("bin", "distcomp").toAbsolutePath().toString());
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static List<String> with(List<String> program, String... words) {
    return Stream.concat(program.stream(), Stream.of(words)).toList();
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

  private static List<String> status(List<String> program, Node node) {
    return with(
        program,
        "status",
        "--url",
        node.base().toString(),
        "--token-file",
        node.home().resolve("token").toString());
  }

  private static void print(Report report, String name, String key, Samples samples) {
    report.line("%-48s %8.0f %8.0f %8.0f", name, samples.median(), samples.min(), samples.max());
    report.field(key, samples.json());
  }
}
