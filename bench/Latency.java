package bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How long does an idle node take from the submission of one no-op to its readable end? Arguments:
 * number of tasks.
 */
final class Latency {

  private static final int WARM_UP = 50;
  private static final int IDLE_MS = 25;

  private Latency() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 300;
    Report report =
        new Report(
            "latency",
            "Idle latency of one no-op over HTTP, milliseconds, " + count + " one by one");
    Samples accepted = new Samples();
    Samples finished = new Samples();
    Samples inNode = new Samples();
    Samples spawn = new Samples();
    try (Node node = new Node(Map.of())) {
      for (int i = 0; i < WARM_UP; i++) {
        measure(node, i, new Samples(), new Samples(), new Samples());
      }
      for (int i = 0; i < count; i++) {
        Programs.pause(IDLE_MS);
        measure(node, WARM_UP + i, accepted, finished, inNode);
      }
    }
    for (int i = 0; i < 20; i++) {
      String[] loop = Programs.output("bench/out/spawnloop", "1", "50").split("\\s+");
      spawn.add(1000 * Double.parseDouble(loop[1]) / 50);
    }
    report.line("%-42s %8s %8s %8s %8s", "", "p50", "p95", "p99", "max");
    print(report, "submit to accepted (201)", "accepted", accepted);
    print(report, "submit to finished, as a client sees it", "finished", finished);
    print(report, "submit to the end of the process, node's clock", "in_node", inNode);
    print(report, "beside it: one spawn of the C loop (of 50)", "spawn", spawn);
    report.save();
  }

  private static void measure(
      Node node, int number, Samples accepted, Samples finished, Samples inNode)
      throws IOException, InterruptedException {
    String body = "{\"tasks\":[{\"command\":\": " + number + "\"}]}";
    long start = System.nanoTime();
    String answer = node.post("/jobs", "application/json", body);
    accepted.add((System.nanoTime() - start) / 1e6);
    String task = "/tasks/" + Json.number(answer, "job.id") + ".1";
    String seen;
    do {
      seen = node.get(task);
    } while (!Json.string(seen, "state").equals("finished"));
    finished.add((System.nanoTime() - start) / 1e6);
    Instant submitted = Instant.parse(Json.string(answer, "job.submitted_at"));
    Instant ended = Instant.parse(Json.string(seen, "attempts.0.ended_at"));
    inNode.add(Duration.between(submitted, ended).toMillis());
  }

  private static void print(Report report, String name, String key, Samples samples) {
    report.line(
        "%-46s %6.1f %8.1f %8.1f %8.1f",
        name,
        samples.percentile(50),
        samples.percentile(95),
        samples.percentile(99),
        samples.max());
    report.field(key, samples.json());
  }
}
