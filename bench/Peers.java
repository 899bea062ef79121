package bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How many no-op tasks a second do other tools run, beside a spawn loop in C and a node? A tool that
 * is not installed is named with the command that installs it. Arguments: rounds, tasks in a round,
 * slots.
 */
final class Peers {

  private static final String LOOP = "C loop";

  private final int rounds;
  private final int tasks;
  private final Report report;
  private final Set<String> missing = new HashSet<>();

  private Peers(int rounds, int tasks, Report report) {
    this.rounds = rounds;
    this.tasks = tasks;
    this.report = report;
  }

  /** One way to run them; tasks per second. */
  private interface Rival {
    double speed(int slots, int tasks) throws IOException, InterruptedException;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int tasks = args.length > 1 ? Integer.parseInt(args[1]) : 2000;
    String slots = args.length > 2 ? args[2] : "2,8,32";
    Report report =
        new Report(
            "peers",
            String.format(
                "No-op tasks per second of several tools, %d rounds of %d tasks, rivals alternating",
                rounds, tasks));
    Peers bench = new Peers(rounds, tasks, report);
    report.line(
        "%5s  %-22s %9s %9s %9s %9s %14s",
        "slots", "rival", "median/s", "min", "max", "of loop", "its spread");
    List<String> results = new ArrayList<>();
    for (String count : slots.split(",")) {
      results.add(bench.measure(Integer.parseInt(count)));
    }
    report.field("rounds", String.valueOf(rounds));
    report.field("tasks", String.valueOf(tasks));
    report.field("results", "[" + String.join(",\n  ", results) + "]");
    report.save();
  }

  private String measure(int slots) throws IOException, InterruptedException {
    Map<String, Samples> speed = new LinkedHashMap<>();
    try (Node node = new Node(Map.of("max_task_per_worker", String.valueOf(slots)))) {
      Noop.runOn(node, Noop.WARM_UP_TASKS, ":");
      Map<String, Rival> rivals = rivals(node);
      List<String> names = List.copyOf(rivals.keySet());
      names.forEach(name -> speed.put(name, new Samples()));
      for (int round = 0; round < rounds; round++) {
        for (int turn = 0; turn < names.size(); turn++) {
          String name = names.get((round + turn) % names.size());
          speed.get(name).add(rivals.get(name).speed(slots, tasks));
        }
      }
    }
    List<String> fields = new ArrayList<>();
    fields.add("{\"slots\":" + slots);
    speed.forEach((name, samples) -> fields.add(print(slots, name, samples, speed.get(LOOP))));
    return String.join(",", fields) + "}";
  }

  private String print(int slots, String name, Samples speed, Samples loop) {
    Samples ratio = speed.over(loop);
    report.line(
        "%5d  %-22s %9.0f %9.0f %9.0f %9.2f %14s",
        slots,
        name,
        speed.median(),
        speed.min(),
        speed.max(),
        ratio.median(),
        String.format(Locale.ROOT, "%.2f to %.2f", ratio.min(), ratio.max()));
    return String.format(
        "%s:{\"per_second\":%s,\"of_loop\":%s}", Json.quote(name), speed.json(), ratio.json());
  }

  /** All that are here; the order is that of the table. */
  private Map<String, Rival> rivals(Node node) throws InterruptedException {
    Map<String, Rival> rivals = new LinkedHashMap<>();
    rivals.put(LOOP, (slots, n) -> n / Noop.loop(slots, n, ":").seconds());
    rivals.put("xargs -P", (slots, n) -> n / Noop.xargs(slots, n).seconds());
    rivals.put("distcomp", (slots, n) -> n / Noop.runOn(node, n, ":").seconds());
    rivals.put("C loop, /bin/true", (slots, n) -> n / Noop.loop(slots, n, "/bin/true").seconds());
    rivals.put("distcomp, /bin/true", (slots, n) -> n / Noop.runOn(node, n, "/bin/true").seconds());
    addPrograms(rivals);
    addQueues(rivals);
    return rivals;
  }

  private void addPrograms(Map<String, Rival> rivals) throws InterruptedException {
    if (has("GNU parallel", "apt-get install parallel", "parallel", "--version")) {
      rivals.put(
          "GNU parallel",
          (slots, n) -> {
            String script = "seq %d | PARALLEL_SHELL=/bin/sh parallel --will-cite -j %d ': {}'";
            return n * 1000.0
                / Programs.milliseconds(
                    List.of("bash", "-c", String.format(Locale.ROOT, script, n, slots)));
          });
    }
    if (has("task-spooler", "apt-get install task-spooler", "tsp", "-V")) {
      rivals.put(
          "task-spooler", (slots, n) -> speed(n, "bench/peers/tsp_peer.sh", text(slots), text(n)));
    }
  }

  private void addQueues(Map<String, Rival> rivals) throws InterruptedException {
    String python = "/usr/bin/python3";
    if (has("RQ", "apt-get install python3-rq", python, "-c", "import rq")) {
      rivals.put("RQ", (slots, n) -> onRedis(n, python, "bench/peers/rq_peer.py", text(slots)));
    }
    if (has("Celery", "apt-get install python3-celery python3-redis", python, "-c",
        "import celery, redis")) {
      rivals.put(
          "Celery", (slots, n) -> onRedis(n, python, "bench/peers/celery_peer.py", text(slots)));
    }
    if (has("BullMQ", "npm install --prefix bench/out/peers bullmq ioredis", "node", "-e",
        "require('node:module').createRequire(process.cwd() + '/bench/out/peers/x.js')('bullmq')")) {
      String script = "bench/peers/bullmq_peer.js";
      rivals.put("BullMQ", (slots, n) -> onRedis(n, "node", script, text(slots), "1"));
      rivals.put("BullMQ, 2 processes", (slots, n) -> onRedis(n, "node", script, text(slots), "2"));
    }
  }

  private boolean has(String name, String install, String... command) throws InterruptedException {
    if (Programs.works(command)) {
      return true;
    }
    if (missing.add(name)) {
      report.line("%s is not installed: %s", name, install);
    }
    return false;
  }

  /** With a Redis of its own for one round. */
  private static double onRedis(int tasks, String program, String script, String slots, String... more)
      throws IOException, InterruptedException {
    try (PlainRedis redis = new PlainRedis()) {
      List<String> command = new ArrayList<>(List.of(program, script, slots, text(tasks), redis.url()));
      command.addAll(List.of(more));
      return speed(tasks, command.toArray(String[]::new));
    }
  }

  private static double speed(int tasks, String... command)
      throws IOException, InterruptedException {
    return tasks / Double.parseDouble(Programs.output(command).strip());
  }

  private static String text(int number) {
    return String.valueOf(number);
  }
}
