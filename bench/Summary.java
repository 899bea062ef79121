package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What was wanted and what was measured, from the newest result of each bench in {@code bench/out}.
 */
final class Summary {

  private static final Path FOLDER = Path.of("bench/out");

  /** Whether a large value is good. */
  private enum Wanted {
    AT_LEAST(">="),
    AT_MOST("<=");

    private final String sign;

    Wanted(String sign) {
      this.sign = sign;
    }
  }

  /** A target; {@code measured} takes the value from the JSON of a bench. */
  private record Target(
      String bench, String what, Wanted wanted, double value, ToDoubleFunction<String> measured) {

    boolean isMet(double seen) {
      return wanted == Wanted.AT_LEAST ? seen >= value : seen <= value;
    }
  }

  private Summary() {}

  public static void main(String[] args) throws IOException {
    System.out.printf("%-58s %12s %10s  %-4s %s%n", "", "wanted", "measured", "met", "at");
    for (Target target : targets()) {
      Optional<String> result = newest(target.bench());
      String seen = "-";
      String met = "";
      if (result.isPresent()) {
        try {
          double value = target.measured().applyAsDouble(result.get());
          seen = number(value);
          met = target.isMet(value) ? "yes" : "no";
        } catch (NoSuchElementException e) {
          // not part of that run: a peer that is not installed, other slots
        }
      }
      System.out.printf(
          "%-58s %12s %10s  %-4s %s%n",
          target.what(),
          target.wanted().sign + " " + number(target.value()),
          seen,
          met,
          result.map(r -> Json.string(r, "commit") + " " + Json.string(r, "at")).orElse(""));
    }
  }

  private static String number(double value) {
    String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  private static Optional<String> newest(String bench) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      Optional<Path> last =
          files
              .filter(f -> f.getFileName().toString().matches(bench + "-\\d+T\\d+Z\\.json"))
              .max(Comparator.comparing(Path::getFileName));
      return last.isPresent() ? Optional.of(Files.readString(last.get())) : Optional.empty();
    }
  }

  private static List<Target> targets() {
    List<Target> all = new ArrayList<>();
    for (int slots : new int[] {2, 8, 32}) {
      all.add(
          atLeast("noop", "no-ops with " + slots + " slots, of the C loop", 0.85,
              r -> median(r, with(r, slots) + "node.of_loop")));
    }
    for (int slots : new int[] {2, 8, 32}) {
      all.add(
          atMost("noop", "CPU of a no-op with " + slots + " slots above the C loop's, ms", 0.2,
              r ->
                  median(r, with(r, slots) + "node.cpu_ms_per_task")
                      - median(r, with(r, slots) + "C loop.cpu_ms_per_task")));
    }
    all.add(peer("xargs -P", 0.95));
    all.add(peer("Celery", 2.2));
    all.add(peer("RQ", 2.8));
    all.add(peer("BullMQ", 2.8));
    all.add(peer("BullMQ, 2 processes", 2.2));
    all.add(peer("GNU parallel", 4));
    all.add(peer("task-spooler", 1));
    all.add(
        atLeast("peers", "/bin/true with 8 slots, of the C loop that starts it by sh -c", 1,
            r -> speeds(r, "distcomp, /bin/true", "C loop, /bin/true")));
    all.add(latency("warm", 50, 5));
    all.add(latency("warm", 99, 20));
    all.add(latency("fresh", 50, 5));
    all.add(latency("fresh", 99, 20));
    all.add(atLeast("depth", "a million queued, of the speed with a thousand", 0.95, r -> median(r, "deep_ratio")));
    all.add(atLeast("depth", "1,000 needs, 30 % unfit, of the same", 0.95, r -> median(r, "classes_ratio")));
    all.add(atLeast("queue", "claims and commits a second, one node", 50_000, r -> median(r, "per_second_1")));
    all.add(atLeast("queue", "claims and commits a second, 50 nodes", 60_000, r -> median(r, "per_second_50")));
    all.add(atMost("queue", "CPU of Redis for a task, us", 15, r -> median(r, "redis_us_1")));
    all.add(atMost("queue", "calls to Redis for a task", 0.2, r -> median(r, "calls_1")));
    all.add(atMost("memory", "memory of Redis for a queued task, bytes", 300, r -> Json.decimal(r, "queued")));
    all.add(atMost("memory", "memory of Redis for a finished task, bytes", 300, r -> Json.decimal(r, "finished")));
    all.add(atMost("submit", "a million lines over HTTP, s", 10, r -> median(r, "seconds")));
    all.add(atMost("submit", "java -jar, growth of the node meanwhile, MiB", 64, r -> median(r, "resident")));
    all.add(atMost("submit", "bin/distcomp, growth of the node meanwhile, MiB", 64, r -> median(r, "wrapper_resident")));
    all.add(atMost("startup", "java -jar to ready, cluster off, ms", 1500, r -> median(r, "alone")));
    all.add(atMost("startup", "java -jar to ready, cluster on, ms", 3000, r -> median(r, "clustered")));
    all.add(atMost("startup", "bin/distcomp to ready, cluster off, ms", 1500, r -> median(r, "wrapper_alone")));
    all.add(atMost("startup", "java -jar, status, ms", 500, r -> median(r, "status")));
    all.add(atMost("startup", "bin/distcomp status, ms", 500, r -> median(r, "wrapper_status")));
    all.add(idle("off", "idle_mib", "idle, MiB", 150));
    all.add(idle("off", "busy_mib", "1,000 sleeping commands, MiB", 250));
    all.add(idle("off", "busy_threads", "1,000 sleeping commands, threads", 40));
    all.add(
        atMost("idle", "the same by bin/distcomp", 40, r -> median(r, "wrapper_cluster_off_busy_threads")));
    all.add(idle("on", "idle_mib", "idle, MiB", 220));
    all.add(idle("on", "busy_mib", "1,000 sleeping commands, MiB", 320));
    all.add(idle("on", "busy_threads", "1,000 sleeping commands, threads", 100));
    all.add(python("hset_single", "1000 HSETs one by one", 1));
    all.add(python("hset_batch", "1000 HSETs pipelined", 1));
    all.add(python("fetch_single", "100 fetches one by one", 1));
    all.add(python("fetch_batch", "100 fetches pipelined", 1));
    all.add(python("operations", "20 workers x 50 operations", 5));
    all.add(atMost("watchers", "200 dashboards, % of a core", 15, r -> Json.decimal(r, "watchers200.node")));
    return all;
  }

  private static Target atLeast(
      String bench, String what, double value, ToDoubleFunction<String> measured) {
    return new Target(bench, what, Wanted.AT_LEAST, value, measured);
  }

  private static Target atMost(
      String bench, String what, double value, ToDoubleFunction<String> measured) {
    return new Target(bench, what, Wanted.AT_MOST, value, measured);
  }

  private static Target peer(String name, double value) {
    return atLeast("peers", "no-ops with 8 slots, times " + name, value,
        r -> speeds(r, "distcomp", name));
  }

  private static Target latency(String node, int percent, double value) {
    return atMost("latency",
        "submit to finished over HTTP, " + node + " node, p" + percent + ", ms", value,
        r -> samples(r, node + "_finished").percentile(percent));
  }

  private static Target idle(String cluster, String field, String what, double value) {
    return atMost("idle", "cluster " + cluster + ", " + what, value,
        r -> median(r, "cluster_" + cluster + "_" + field));
  }

  private static Target python(String field, String what, double value) {
    return atLeast("python", what + ", times redis-py", value, r -> ratio(r, field + ".python", field + ".here"));
  }

  /** The path of the part of a result that is about so many slots, with a dot behind it. */
  private static String with(String result, int slots) {
    for (int i = 0; i < size(result, "results"); i++) {
      if (Json.number(result, "results." + i + ".slots") == slots) {
        return "results." + i + ".";
      }
    }
    throw new NoSuchElementException("no run with " + slots + " slots");
  }

  private static int size(String result, String path) {
    return ((List<?>) Json.at(result, path)).size();
  }

  private static double median(String result, String path) {
    return Json.decimal(result, path + ".median");
  }

  private static Samples samples(String result, String path) {
    Samples samples = new Samples();
    for (int i = 0; i < size(result, path + ".values"); i++) {
      samples.add(Json.decimal(result, path + ".values." + i));
    }
    return samples;
  }

  /** How much faster one is than the other with 8 slots, in the same rounds. */
  private static double speeds(String result, String one, String other) {
    String path = with(result, 8);
    return ratio(result, path + one + ".per_second", path + other + ".per_second");
  }

  private static double ratio(String result, String one, String other) {
    return samples(result, one).over(samples(result, other)).median();
  }
}
