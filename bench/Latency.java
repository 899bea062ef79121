package bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * How long does an idle node take from the submission of one no-op to its readable end: one that has
 * just started, and one whose JVM has compiled what it runs often? Arguments: number of tasks of each
 * series, tasks before the second.
 */
final class Latency {

  private static final int FIRST = 50;
  private static final int IDLE_MS = 25;

  /** Times of one series, in milliseconds. */
  private record Series(Samples accepted, Samples finished, Samples inNode) {

    Series() {
      this(new Samples(), new Samples(), new Samples());
    }
  }

  private final Node node;
  private int number;

  private Latency(Node node) {
    this.node = node;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 300;
    int between = args.length > 1 ? Integer.parseInt(args[1]) : 4000;
    Report report =
        new Report(
            "latency",
            "Idle latency of one no-op over HTTP, milliseconds, " + count + " one by one");
    Series fresh = new Series();
    Series warm = new Series();
    Samples spawn = new Samples();
    try (Node node = new Node(Map.of())) {
      Latency bench = new Latency(node);
      bench.measure(FIRST, 0, new Series());
      bench.measure(count, IDLE_MS, fresh);
      bench.measure(between, 0, new Series());
      bench.measure(count, IDLE_MS, warm);
    }
    for (int i = 0; i < 20; i++) {
      String[] loop = Programs.output("bench/out/spawnloop", "1", "50").split("\\s+");
      spawn.add(1000 * Double.parseDouble(loop[1]) / 50);
    }
    report.line("%-46s %6s %8s %8s %8s", "", "p50", "p95", "p99", "max");
    print(report, "fresh", fresh);
    print(report, "warm", warm);
    print(report, "beside it: one spawn of the C loop (of 50)", "spawn", spawn);
    report.save();
  }

  private void measure(int count, int idleMs, Series series)
      throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      Programs.pause(idleMs);
      measure(series);
    }
  }

  private void measure(Series series) throws IOException, InterruptedException {
    String body = "{\"tasks\":[{\"command\":\": " + number++ + "\"}]}";
    long start = System.nanoTime();
    String answer = node.post("/jobs", "application/json", body);
    series.accepted().add((System.nanoTime() - start) / 1e6);
    String task = "/tasks/" + Json.number(answer, "job.id") + ".1";
    String seen;
    do {
      seen = node.get(task);
    } while (!Json.string(seen, "state").equals("finished"));
    series.finished().add((System.nanoTime() - start) / 1e6);
    Instant submitted = Instant.parse(Json.string(answer, "job.submitted_at"));
    Instant ended = Instant.parse(Json.string(seen, "attempts.0.ended_at"));
    series.inNode().add(Duration.between(submitted, ended).toMillis());
  }

  private static void print(Report report, String name, Series series) {
    print(report, name + ": submit to accepted (201)", name + "_accepted", series.accepted());
    print(report, name + ": to finished, as a client sees it", name + "_finished", series.finished());
    print(report, name + ": to the end, by the node's clock", name + "_in_node", series.inNode());
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
