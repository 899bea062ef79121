package io.distcomp.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows the effective configuration to people, secrets masked. Pure; made for {@code config check}.
 */
public final class ConfigPrinter {
  private static final int NAME_WIDTH =
      Keys.names().stream().mapToInt(String::length).max().orElse(0) + 2;

  /** What a URL in redis_host says instead of a key of its own. */
  private static final Set<Key<?>> PARTS_OF_URL =
      Set.of(Keys.REDIS_PORT, Keys.REDIS_PASS, Keys.REDIS_DB, Keys.REDIS_USER);

  private ConfigPrinter() {}

  /** One line per key in the order of the documentation: key, value, where it comes from. */
  public static String print(ConfigFile.Reading reading) {
    return Keys.ALL.stream()
        .map(key -> line(key, reading))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(Key<?> key, ConfigFile.Reading reading) {
    String name = key.name() + " ".repeat(NAME_WIDTH - key.name().length());
    Object value = key.shown().of(reading.config());
    String text = value == null ? reading.given().getOrDefault(key.name(), "none") : text(value);
    return name + text + origin(key, value, reading);
  }

  private static String origin(Key<?> key, @Nullable Object value, ConfigFile.Reading reading) {
    if (isGiven(key, reading)) {
      return "";
    }
    if (key.equals(Keys.REDIS_PASS) && isGiven(Keys.REDIS_PASS_FILE, reading)) {
      return "  (from redis_pass_file)";
    }
    boolean isPartOfUrl =
        !reading.config().redis().embedded()
            && PARTS_OF_URL.contains(key)
            && !isFallback(key, value);
    return isPartOfUrl ? "  (from redis_host)" : "  (default)";
  }

  private static boolean isGiven(Key<?> key, ConfigFile.Reading reading) {
    return reading.given().containsKey(key.name());
  }

  private static boolean isFallback(Key<?> key, @Nullable Object value) {
    Object fallback = key.fallback();
    return value == null || (fallback != null && text(value).equals(text(fallback)));
  }

  /** As JSON has it; a Duration is a number of seconds. */
  private static String text(Object value) {
    if (value instanceof Duration duration) {
      return seconds(duration);
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(ConfigPrinter::text).collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : '"' + JsonValue.escapeAll(value.toString()) + '"';
  }

  private static String seconds(Duration duration) {
    BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3);
    return seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString();
  }
}
