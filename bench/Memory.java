package bench;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much of Redis' memory does a queued task take, and a finished one with 100 bytes of output?
 * The queued ones fit nowhere, so nothing of them runs. Arguments: queued tasks, finished tasks.
 */
final class Memory {

  private static final int WAIT_MILLISECONDS = 200;

  private Memory() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int queued = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int finished = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    Report report = new Report("memory", "Bytes of Redis' memory for each task");
    try (Node node = new Node(Map.of())) {
      String lines = lines(queued, "shell:5:1048576:1:: %d");
      measure(report, "queued", queued, node, () -> submit(node, lines));
    }
    try (Node node = new Node(Map.of())) {
      String lines = lines(finished, "shell:5:0:0:printf %%0100d %d");
      measure(report, "finished", finished, node, () -> run(node, lines, finished));
    }
    report.save();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static String lines(int tasks, String form) {
    return IntStream.range(0, tasks)
        .mapToObj(i -> String.format(form, i))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static void measure(Report report, String name, int tasks, Node node, Work work)
      throws IOException, InterruptedException {
    try (RedisPeek redis = new RedisPeek(node)) {
      long before = redis.usedMemory();
      work.run();
      double bytes = (double) (redis.usedMemory() - before) / tasks;
      report.line("%,d %s tasks: %.0f bytes each", tasks, name, bytes);
      report.field(name, String.valueOf(bytes));
      redis
          .byKind()
          .forEach(
              (kind, sum) -> {
                if (sum >= tasks) {
                  report.line("  %-8s %6.1f", kind, (double) sum / tasks);
                }
              });
    }
  }

  private static void submit(Node node, String lines) throws IOException, InterruptedException {
    node.post("/jobs?format=lines", "text/plain", lines);
  }

  private static void run(Node node, String lines, int tasks)
      throws IOException, InterruptedException {
    submit(node, lines);
    while (Json.number(node.get("/status"), "counts.finished") < tasks) {
      Programs.pause(WAIT_MILLISECONDS);
    }
  }
}
