package bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How long does a file of a million task lines take over HTTP, from the first byte to the 201, and
 * how much does the node grow? The tasks fit nowhere, so nothing runs meanwhile. Arguments: tasks,
 * rounds.
 */
final class Submit {

  /** Of G1, and of the serial collector, which has two parts. */
  private static final Pattern USED =
      Pattern.compile("(?m)^ *(?:garbage-first heap|def new generation|tenured generation) .*used (\\d+)K");
  private static final int WARM_UP = 100_000;
  private static final int SAMPLE_MILLISECONDS = 50;

  private Submit() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int tasks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Report report =
        new Report("submit", tasks + " task lines over HTTP, " + rounds + " rounds, a node each");
    report.line("%-56s %8s %8s %8s", "", "median", "min", "max");
    try (Ways ways = new Ways()) {
      for (Ways.Way way : ways.prepared()) {
        measure(report, way, tasks, rounds);
      }
    }
    report.save();
  }

  private static void measure(Report report, Ways.Way way, int tasks, int rounds)
      throws IOException, InterruptedException {
    Samples seconds = new Samples();
    Samples resident = new Samples();
    Samples live = new Samples();
    Samples cpu = new Samples();
    Samples redis = new Samples();
    for (int round = 0; round < rounds; round++) {
      try (Node node = new Node(way.program(), Map.of())) {
        submit(node, lines(node, WARM_UP));
        Path file = lines(node, tasks);
        double heapBefore = liveHeapMib(node);
        double before = residentMib(node);
        double cpuBefore = cpuSeconds(Stream.of(node.handle()));
        double redisBefore = cpuSeconds(node.handle().descendants());
        Submission submission = submit(node, file);
        cpu.add(cpuSeconds(Stream.of(node.handle())) - cpuBefore);
        redis.add(cpuSeconds(node.handle().descendants()) - redisBefore);
        seconds.add(submission.seconds);
        resident.add(submission.peakMib - before);
        live.add(liveHeapMib(node) - heapBefore);
      }
    }
    print(report, way, "seconds from the first byte to the 201", "seconds", seconds);
    report.line("%-56s %8.0f", way.name() + ", task lines a second", tasks / seconds.median());
    print(report, way, "CPU seconds of the node", "cpu", cpu);
    print(report, way, "CPU seconds of its Redis", "redis", redis);
    print(report, way, "largest growth of resident memory, MiB", "resident", resident);
    print(report, way, "growth of what the heap keeps, MiB", "live", live);
  }

  private static double cpuSeconds(Stream<ProcessHandle> processes) {
    return processes
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToLong(Duration::toMillis)
        .sum()
        / 1000.0;
  }

  private record Submission(double seconds, double peakMib) {}

  private static Submission submit(Node node, Path file) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.base() + "/api/v1/jobs?format=lines"))
            .header("Authorization", "Bearer " + Files.readString(node.home().resolve("token")).strip())
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofFile(file))
            .build();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long start = System.nanoTime();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, BodyHandlers.ofString());
    double peak = 0;
    while (!answer.isDone()) {
      peak = Math.max(peak, residentMib(node));
      Programs.pause(SAMPLE_MILLISECONDS);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    HttpResponse<String> response = answer.join();
    if (response.statusCode() != 201) {
      throw new IOException(response.statusCode() + " " + response.body());
    }
    return new Submission(seconds, peak);
  }

  private static Path lines(Node node, int tasks) throws IOException {
    Path file = node.home().resolve("tasks-" + tasks + ".txt");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < tasks; i++) {
        out.write("shell:5:1048576:1:./simulate --seed " + i + " > /dev/null\n");
      }
    }
    return file;
  }

  private static double residentMib(Node node) throws IOException {
    return Programs.statusNumber(node.handle().pid(), "VmRSS:") / 1024.0;
  }

  /** After a full collection. */
  private static double liveHeapMib(Node node) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = String.valueOf(node.handle().pid());
    Programs.output(jcmd, pid, "GC.run");
    double kib =
        USED.matcher(Programs.output(jcmd, pid, "GC.heap_info"))
            .results()
            .mapToLong(part -> Long.parseLong(part.group(1)))
            .sum();
    if (kib == 0) {
      throw new IOException("jcmd says nothing of the heap");
    }
    return kib / 1024;
  }

  private static void print(Report report, Ways.Way way, String what, String key, Samples samples) {
    report.line(
        "%-56s %8.1f %8.1f %8.1f",
        way.name() + ", " + what, samples.median(), samples.min(), samples.max());
    report.field(way.key() + key, samples.json());
  }
}
