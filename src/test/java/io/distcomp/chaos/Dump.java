package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All keys of the queue at one time, as text. The fourth ledger of the oracle; immutable.
 *
 * @param keys each key's fields, members with their scores, or its one text under the empty name
 */
record Dump(Map<String, Map<String, String>> keys) {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PREFIX = "dc:{default}:";
  private static final Pattern NUMBER = Pattern.compile("; s (\\d+); ");

  /** Reads everything; while nodes work it is not one instant. */
  static Dump of(int port) {
    return of(port, "*");
  }

  /** Only the keys that tell the state of each task. */
  static Dump ofTasks(int port) {
    Map<String, Map<String, String>> keys = new TreeMap<>(of(port, "spec:*").keys());
    keys.putAll(of(port, "rec:*").keys());
    return new Dump(keys);
  }

  private static Dump of(int port, String pattern) {
    try (DirectRedis redis = new DirectRedis(port, LIMIT)) {
      List<String> names = redis.keys(PREFIX.replace("{", "\\{") + pattern);
      List<Object> types = redis.all(names.stream().map(k -> new String[] {"TYPE", k}).toList());
      Map<String, Map<String, String>> keys = new TreeMap<>();
      for (int i = 0; i < names.size(); i++) {
        keys.put(
            names.get(i).substring(PREFIX.length()), content(redis, names.get(i), types.get(i)));
      }
      return new Dump(keys);
    }
  }

  private static Map<String, String> content(DirectRedis redis, String key, Object type) {
    return switch ((String) type) {
      case "hash" -> DirectRedis.pairs(redis.call("HGETALL", key));
      case "zset" -> DirectRedis.pairs(redis.call("ZRANGE", key, "0", "-1", "WITHSCORES"));
      case "set" -> {
        Map<String, String> members = new TreeMap<>();
        ((List<?>) redis.call("SMEMBERS", key)).forEach(m -> members.put((String) m, ""));
        yield members;
      }
      case "string" -> Map.of("", String.valueOf(redis.call("GET", key)));
      default -> Map.of(); // it has just ended
    };
  }

  /** The number in the command of each stored task, by the task's id. */
  Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new HashMap<>();
    each(
        "spec:",
        (id, text) -> {
          Matcher found = NUMBER.matcher(text);
          numbers.put(id, found.find() ? Integer.parseInt(found.group(1)) : 0);
        });
    return numbers;
  }

  /** The records by the task's id; a task that was never touched has none. */
  Map<String, TaskRecord> records() {
    Map<String, TaskRecord> records = new HashMap<>();
    each("rec:", (id, text) -> records.put(id, TaskRecord.parse(text)));
    return records;
  }

  private void each(String kind, java.util.function.BiConsumer<String, String> to) {
    keys.forEach(
        (key, fields) -> {
          if (key.startsWith(kind)) {
            String job = key.split(":", -1)[1];
            fields.forEach((index, text) -> to.accept(job + "." + index, text));
          }
        });
  }

  /** Tasks without a final state. */
  List<String> unfinished() {
    Map<String, TaskRecord> records = records();
    List<String> open = new ArrayList<>();
    for (String id : numbers().keySet()) {
      TaskRecord record = records.get(id);
      if (record == null || !record.isFinal()) {
        open.add(id);
      }
    }
    return open;
  }

  long counter(String name) {
    return Long.parseLong(keys.getOrDefault("counts", Map.of()).getOrDefault(name, "0"));
  }

  void write(Path file) {
    try {
      List<String> lines = new ArrayList<>();
      keys.forEach((key, fields) -> fields.forEach((f, v) -> lines.add(line(key, f, v))));
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String key, String field, String value) {
    return key + "\t" + field + "\t" + value.replace("\\", "\\\\").replace("\n", "\\n");
  }
}
