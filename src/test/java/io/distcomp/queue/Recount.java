package io.distcomp.queue;

import com.google.errorprone.annotations.FormatMethod;
import io.distcomp.redis.RespClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A recount of a whole queue from its keys: every task in the one index of its state, counters
 * equal to what is there, {@code ready} equal to the heads of the classes. Reads only; knows the
 * keys as {@code record.lua} describes them and nothing of the product's code.
 */
final class Recount implements AutoCloseable {

  private static final Map<String, String> WORDS =
      Map.of(
          "t",
          "todo",
          "w",
          "waiting",
          "p",
          "in_progress",
          "d",
          "finished",
          "f",
          "failed",
          "c",
          "cancelled");

  private final String prefix;
  private final RespClient redis;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, String> scores = new TreeMap<>(); // of all tasks in todo sets

  Recount(String host, int port, String queue) {
    prefix = "dc:{" + queue + "}:";
    try {
      redis = RespClient.connect(host, port, Duration.ofSeconds(10));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong, in words; empty when nothing is. */
  List<String> faults() {
    faults.clear();
    scores.clear();
    Map<String, String> places = new TreeMap<>(); // task -> index that it is in
    Map<String, String> heads = new TreeMap<>(); // <job>:<class> -> score of its first task
    todo(places, heads);
    zset("later").keySet().stream()
        .filter(id -> id.contains(".")) // the others are jobs
        .forEach(id -> place(places, id, "w"));
    for (String key : keys("run:*")) {
      hash(key).keySet().forEach(id -> place(places, id, "p " + key.substring(4)));
    }
    for (String state : List.of("f", "c")) {
      for (String key : keys(WORDS.get(state) + ":*")) {
        String job = key.substring(key.indexOf(':') + 1);
        zset(key).keySet().forEach(i -> place(places, job + "." + i, state));
      }
    }
    Map<String, Map<String, Long>> counts = tasks(places);
    places.forEach((id, place) -> fault("%s is in '%s' and is no task of it", id, place));
    counters(counts);
    ready(heads);
    avoided();
    keys("job:*").forEach(this::holds);
    return List.copyOf(faults);
  }

  private void todo(Map<String, String> places, Map<String, String> heads) {
    for (String key : keys("todo:*")) {
      String[] part = key.split(":", 3);
      Map<String, String> set = zset(key);
      set.forEach((i, score) -> scores.put(part[1] + "." + i, score));
      set.keySet().forEach(i -> place(places, part[1] + "." + i, "t " + part[2]));
      heads.put(part[1] + ":" + part[2], set.values().iterator().next());
      if (!members("classes:" + part[1]).contains(part[2])) {
        fault("class %s of job %s is not listed", part[2], part[1]);
      }
    }
  }

  private void place(Map<String, String> places, String id, String index) {
    String other = places.put(id, index);
    if (other != null) {
      fault("%s is in '%s' and in '%s'", id, other, index);
    }
  }

  /** Takes each task out of {@code places} that is where its record says; counts by job, state. */
  private Map<String, Map<String, Long>> tasks(Map<String, String> places) {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    Set<String> buckets = new TreeSet<>();
    keys("spec:*").forEach(key -> buckets.add(key.substring(5)));
    keys("rec:*").forEach(key -> buckets.add(key.substring(4)));
    for (String bucket : buckets) {
      String job = bucket.split(":", -1)[0];
      Map<String, String> specs = hash("spec:" + bucket);
      Map<String, String> records = hash("rec:" + bucket);
      Map<String, String> profiles = hash("prof:" + job);
      Set<String> tasks = new TreeSet<>(specs.keySet());
      tasks.addAll(records.keySet()); // of a task whose command is lost
      for (String i : tasks) {
        String profile = profiles.get(specs.getOrDefault(i, "").split(" ", 2)[0]);
        String needs = needs(profile);
        priority(job + "." + i, profile);
        String state = task(places, job + "." + i, records.get(i), needs);
        counts.computeIfAbsent(job, j -> new TreeMap<>()).merge(state, 1L, Long::sum);
      }
    }
    return counts;
  }

  /** A task that is to do has the place that its profile gives it, unless that is under way. */
  private void priority(String id, String profile) {
    String score = scores.get(id);
    if (score == null || hash("unfinished").containsKey(id.substring(0, id.indexOf('.')))) {
      return;
    }
    long priority = 9999 - (long) (Double.parseDouble(score) / (1L << 39));
    if (profile == null || !profile.startsWith(priority + " ")) {
      fault("%s has the place of priority %d, its profile is '%s'", id, priority, profile);
    }
  }

  /** Null where a profile is lost or spoiled: such a task must have ended. */
  private static String needs(String profile) {
    String[] words = profile == null ? new String[0] : profile.split(" ", 4);
    return words.length < 3 ? null : words[2];
  }

  private String task(Map<String, String> places, String id, String record, String needs) {
    String[] w =
        (record == null ? "t 1 0 - - 0 0 0 0 0 - - -" : record.split("\n", 2)[0]).split(" ", -1);
    String wanted =
        switch (w[0]) {
          case "t" ->
              "t "
                  + (w[10].equals("-") ? needs : w[10])
                  + ":"
                  + (w[11].equals("-") ? "" : w[11])
                  + (Integer.parseInt(w[6]) >= 2 ? "!" : "");
          case "p" -> "p " + w[3];
          case "d" -> null;
          default -> w[0];
        };
    String found = places.remove(id);
    if (!Objects.equals(wanted, found)) {
      fault("%s is in '%s', its record says '%s'", id, found, wanted);
    }
    if (w[0].equals("p") != w[4].equals("o") && w[0].equals("p")) {
      fault("%s is in progress without an open token", id);
    }
    if ("dfc".contains(w[0]) && w[4].equals("o")) {
      fault("%s is final with an open token", id);
    }
    if (record != null) {
      long ended = record.lines().skip(1).map(l -> l.split(" ", -1)[0]).count();
      if (w[0].equals("d") && ended == 0) {
        fault("%s is finished without an attempt", id);
      }
    }
    return w[0];
  }

  private void counters(Map<String, Map<String, Long>> counts) {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach(
        (job, states) -> {
          Map<String, String> kept = hash("job:" + job);
          for (Map.Entry<String, String> word : WORDS.entrySet()) {
            long n = states.getOrDefault(word.getKey(), 0L);
            all.merge(word.getValue(), n, Long::sum);
            compare("job " + job + " " + word.getValue(), kept.get(word.getValue()), n);
          }
          compare(
              "job " + job + " total",
              kept.get("total"),
              states.values().stream().mapToLong(n -> n).sum());
        });
    Map<String, String> kept = hash("counts");
    all.forEach((word, n) -> compare("all " + word, kept.get(word), n));
  }

  private void compare(String what, String kept, long recount) {
    if (Long.parseLong(kept == null ? "0" : kept) != recount) {
      fault("%s says %s, recount %d", what, kept, recount);
    }
  }

  private void ready(Map<String, String> heads) {
    Map<String, String> wanted = new TreeMap<>(heads);
    wanted.keySet().removeIf(member -> hash("job:" + member.split(":", -1)[0]).containsKey("hold"));
    if (!wanted.equals(new TreeMap<>(zset("ready")))) {
      fault("ready is %s, the heads are %s", zset("ready"), wanted);
    }
  }

  /** A job is held at its limit and not below it, and who else is held will be let go. */
  private void holds(String key) {
    Map<String, String> job = hash(key);
    String id = key.substring(4);
    List<String> hold = List.of(job.getOrDefault("hold", "").split(",", -1));
    String limit = job.get("limit");
    boolean full =
        limit != null
            && Long.parseLong(job.getOrDefault("in_progress", "0")) >= Long.parseLong(limit);
    if (full != hold.contains("limit")) {
      fault(
          "job %s has limit %s and %s in progress, its hold is %s",
          id, limit, job.get("in_progress"), hold);
    }
    if (hold.contains("time") && !zset("later").containsKey(id)) {
      fault("job %s waits for its time for ever", id);
    }
    if (hold.contains("after") && !isFollowed(id, job.get("after"))) {
      fault("job %s waits for job %s for ever", id, job.get("after"));
    }
    long open =
        Stream.of("todo", "waiting", "in_progress")
            .mapToLong(w -> Long.parseLong(job.getOrDefault(w, "0")))
            .sum();
    if (hold.contains("fails") && open > 0 && !zset("stopping").containsKey(id)) {
      fault("job %s is stopped and nobody cancels its tasks", id);
    }
  }

  private boolean isFollowed(String id, String other) {
    return zset("later").containsKey(id)
        || zset("later").containsKey(other)
        || members("after:" + other).contains(id);
  }

  /** A preference for other nodes must end: each such task is listed. */
  private void avoided() {
    Map<String, String> listed = zset("avoided");
    for (String key : keys("rec:*")) {
      String job = key.split(":", -1)[1];
      hash(key)
          .forEach(
              (i, record) -> {
                String[] w = record.split("\n", 2)[0].split(" ", -1);
                if (w[0].equals("t") && !w[11].equals("-") && !listed.containsKey(job + "." + i)) {
                  fault("%s.%s avoids %s for ever", job, i, w[11]);
                }
              });
    }
  }

  @FormatMethod
  private void fault(String format, Object... arguments) {
    faults.add(String.format(format, arguments));
  }

  private List<String> keys(String pattern) {
    return lines(redis("KEYS", prefix.replace("{", "\\{") + pattern)).stream()
        .map(key -> key.substring(prefix.length()))
        .sorted()
        .toList();
  }

  private List<String> members(String key) {
    return lines(redis("SMEMBERS", prefix + key));
  }

  private Map<String, String> zset(String key) {
    return pairs(lines(redis("ZRANGE", prefix + key, "0", "-1", "WITHSCORES")));
  }

  /** Field by field: a record has lines of its own. */
  private Map<String, String> hash(String key) {
    Map<String, String> hash = new TreeMap<>();
    for (String field : lines(redis("HKEYS", prefix + key))) {
      hash.put(field, redis("HGET", prefix + key, field));
    }
    return hash;
  }

  private static Map<String, String> pairs(List<String> lines) {
    Map<String, String> pairs = new java.util.LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i += 2) {
      pairs.put(lines.get(i), lines.get(i + 1));
    }
    return pairs;
  }

  private static List<String> lines(String answer) {
    return answer.isEmpty() ? List.of() : Arrays.asList(answer.split("\n", -1));
  }

  private String redis(String... command) {
    try {
      return redis.call(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      redis.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
