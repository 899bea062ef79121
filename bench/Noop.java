package bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many no-op tasks does one node run in a second, end to end, beside a spawn loop in C and
 * xargs? Rivals alternate within each round; arguments: rounds, tasks in a round, slots.
 */
final class Noop {

  private static final String LOOP = "C loop";
  private static final String XARGS = "xargs -P";
  private static final String NODE = "node";
  private static final List<String> RIVALS = List.of(LOOP, XARGS, NODE);
  static final int WARM_UP_TASKS = 20_000;

  private final int rounds;
  private final int tasks;
  private final Report report;

  private Noop(int rounds, int tasks, Report report) {
    this.rounds = rounds;
    this.tasks = tasks;
    this.report = report;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 3000;
    String slots = args.length > 2 ? args[2] : "2,8,32";
    Report report =
        new Report(
            "noop",
            "No-op tasks per second, "
                + (rounds + " rounds of " + tasks + " tasks (sh -c ': N'), rivals alternating"));
    Noop bench = new Noop(rounds, tasks, report);
    report.line(
        "%5s  %-9s %9s %9s %9s %8s %9s %14s",
        "slots", "rival", "median/s", "min", "max", "CPU ms", "of loop", "its spread");
    List<String> results = new ArrayList<>();
    for (String count : slots.split(",")) {
      results.add(bench.measure(Integer.parseInt(count)));
    }
    report.field("rounds", String.valueOf(rounds));
    report.field("tasks", String.valueOf(tasks));
    report.field("results", "[" + String.join(",\n  ", results) + "]");
    report.save();
  }

  /** All rounds with this number of slots; the answer is JSON. */
  private String measure(int slots) throws IOException, InterruptedException {
    Map<String, Samples> speed = new LinkedHashMap<>();
    Map<String, Samples> cost = new LinkedHashMap<>();
    RIVALS.forEach(rival -> speed.put(rival, new Samples()));
    RIVALS.forEach(rival -> cost.put(rival, new Samples()));
    try (Node node = new Node(Map.of("max_task_per_worker", String.valueOf(slots)))) {
      runOn(node, WARM_UP_TASKS, ":");
      for (int round = 0; round < rounds; round++) {
        for (int turn = 0; turn < RIVALS.size(); turn++) {
          String rival = RIVALS.get((round + turn) % RIVALS.size());
          Measured measured = run(rival, slots, node);
          speed.get(rival).add(tasks / measured.seconds());
          cost.get(rival).add(1000 * measured.cpuSeconds() / tasks);
        }
      }
      node.examine();
    }
    RIVALS.forEach(rival -> print(slots, rival, speed, cost));
    return json(slots, speed, cost);
  }

  private Measured run(String rival, int slots, Node node)
      throws IOException, InterruptedException {
    switch (rival) {
      case LOOP:
        return loop(slots, tasks, ":");
      case XARGS:
        return xargs(slots, tasks);
      default:
        return runOn(node, tasks, ":");
    }
  }

  /** Runs {@code sh -c 'COMMAND N'} that many times. */
  static Measured loop(int slots, int tasks, String command)
      throws IOException, InterruptedException {
    String[] answer =
        Programs.output(
                "bench/out/spawnloop", String.valueOf(slots), String.valueOf(tasks), command)
            .split("\\s+");
    return new Measured(
        Double.parseDouble(answer[1]), Double.parseDouble(answer[3]) * tasks / 1000);
  }

  /** The shell's times: real, user and system seconds, children included. */
  static Measured xargs(int slots, int tasks) throws IOException, InterruptedException {
    String script =
        String.format(
            "TIMEFORMAT='%%R %%U %%S'; time seq %d | xargs -P %d -I N sh -c ': N'", tasks, slots);
    String[] times = Programs.output("bash", "-c", "{ " + script + "; } 2>&1").split("\\s+");
    return new Measured(
        Double.parseDouble(times[0]), Double.parseDouble(times[1]) + Double.parseDouble(times[2]));
  }

  /** From the start of the first task to the moment when the last outcome can be read. */
  static Measured runOn(Node node, int tasks, String command)
      throws IOException, InterruptedException {
    String lines =
        IntStream.rangeClosed(1, tasks)
            .mapToObj(i -> "shell:5:0:0:" + command + " " + i)
            .collect(Collectors.joining("\n", "", "\n"));
    double before = Programs.cpuSeconds(node.handle());
    String answer = node.post("/jobs", "text/plain", lines);
    long job = Json.number(answer, "job.id");
    Instant end = awaitEnd(node, job, tasks);
    double cpu = Programs.cpuSeconds(node.handle()) - before;
    String first = node.get("/tasks/" + job + ".1");
    Instant start = Instant.parse(Json.string(first, "attempts.0.started_at"));
    return new Measured(Duration.between(start, end).toNanos() / 1e9, cpu);
  }

  /** Asks seldom while much is left, so that the asking costs nothing that could be measured. */
  private static Instant awaitEnd(Node node, long job, int tasks)
      throws IOException, InterruptedException {
    long finished;
    do {
      String status = node.get("/jobs/" + job);
      finished = Json.number(status, "counts.finished");
      if (Json.number(status, "counts.failed") > 0) {
        throw new IOException("a no-op failed: " + status);
      }
      if (finished < tasks) {
        Programs.pause(Math.max(2, Math.min(100, (tasks - finished) / 10)));
      }
    } while (finished < tasks);
    return Instant.now();
  }

  private void print(
      int slots, String rival, Map<String, Samples> speed, Map<String, Samples> cost) {
    Samples own = speed.get(rival);
    Samples ratio = own.over(speed.get(LOOP));
    report.line(
        "%5d  %-9s %9.0f %9.0f %9.0f %8.2f %9.2f %14s",
        slots,
        rival,
        own.median(),
        own.min(),
        own.max(),
        cost.get(rival).median(),
        ratio.median(),
        String.format(Locale.ROOT, "%.2f to %.2f", ratio.min(), ratio.max()));
  }

  private static String json(int slots, Map<String, Samples> speed, Map<String, Samples> cost) {
    return RIVALS.stream()
        .map(
            rival ->
                String.format(
                    "%s:{\"per_second\":%s,\"of_loop\":%s,\"cpu_ms_per_task\":%s}",
                    Json.quote(rival),
                    speed.get(rival).json(),
                    speed.get(rival).over(speed.get(LOOP)).json(),
                    cost.get(rival).json()))
        .collect(Collectors.joining(",", "{\"slots\":" + slots + ",", "}"));
  }

  record Measured(double seconds, double cpuSeconds) {}
}
