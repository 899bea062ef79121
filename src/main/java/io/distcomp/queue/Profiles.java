package io.distcomp.queue;

import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a job have in common, as text: {@code priority retries needs json}. Many tasks
 * share one profile, so a queued task costs little more than its command.
 */
final class Profiles {
  private Profiles() {}

  /** The longest that users may ask for: ten years. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  static String text(TaskSpec spec) {
    return spec.priority()
        + " "
        + (spec.maxRetries() == null ? "-" : spec.maxRetries())
        + " "
        + needs(spec)
        + " "
        + rest(spec).encode();
  }

  /** The placement needs: {@code bytes:millicpus:tag,tag}. */
  static String needs(TaskSpec spec) {
    return spec.needs().memoryBytes()
        + ":"
        + spec.needs().milliCpus()
        + ":"
        + String.join(",", spec.tags());
  }

  private static JsonObject rest(TaskSpec spec) {
    JsonObject json = new JsonObject();
    if (spec.type() != TaskType.SHELL) {
      json.put("type", spec.type().word());
    }
    if (spec.timeout() != null) {
      json.put("timeout", spec.timeout().toMillis());
    }
    if (spec.cwd() != null) {
      json.put("cwd", spec.cwd());
    }
    if (!spec.env().isEmpty()) {
      JsonObject env = new JsonObject();
      spec.env().forEach(env::put);
      json.put("env", env);
    }
    return json;
  }

  /**
   * A spec from its parts.
   *
   * @param raised needs that replace the profile's, or {@code -}
   * @throws RuntimeException when the text is not a profile
   */
  static TaskSpec spec(String profile, String raised, String command) {
    String[] words = profile.split(" ", 4);
    String[] needs = (raised.equals("-") ? words[2] : raised).split(":", 3);
    JsonObject json = new JsonObject(words[3]);
    Long timeout = json.getLong("timeout");
    return new TaskSpec(
        TaskType.of(json.getString("type", TaskType.SHELL.word())).orElseThrow(),
        command,
        Integer.parseInt(words[0]),
        new Resources(Long.parseLong(needs[0]), Long.parseLong(needs[1])),
        timeout == null ? null : timeout(timeout),
        tags(needs[2]),
        json.getString("cwd"),
        env(json.getJsonObject("env")),
        words[1].equals("-") ? null : Integer.valueOf(words[1]));
  }

  private static Duration timeout(long millis) {
    Duration timeout = Duration.ofMillis(millis);
    if (timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a timeout of " + millis + " ms");
    }
    return timeout;
  }

  static SortedSet<String> tags(String list) {
    return list.isEmpty() ? new TreeSet<>() : new TreeSet<>(Arrays.asList(list.split(",")));
  }

  private static SortedMap<String, String> env(@Nullable JsonObject json) {
    SortedMap<String, String> env = new TreeMap<>();
    if (json != null) {
      for (Map.Entry<String, Object> entry : json) {
        env.put(entry.getKey(), String.valueOf(entry.getValue()));
      }
    }
    return env;
  }
}
