package io.distcomp.config;

import io.distcomp.task.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a key takes: a sentence for people and a reader for the machine. Used by {@link Key}.
 *
 * @param expected completes "must be"
 * @param reader gives null for a value that does not fit
 * @param quotedNumbers a number may stand in quotes, as the Python tool allows it
 */
record ValueType<T>(String expected, Reader<T> reader, boolean quotedNumbers) {

  /** Reads one value on its own, without regard to other keys. */
  interface Reader<T> {
    @Nullable T read(JsonValue value);
  }

  private static final BigDecimal MILLI = new BigDecimal(1000);
  private static final Pattern IN_QUOTES = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,9})?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final int MOST_ITEMS = 256;

  static final ValueType<String> NAMED =
      matching(
          NAME, "1 to 63 letters, digits, '.', '_' or '-', beginning with a letter or a digit");
  static final ValueType<String> PATH = text("a path");
  static final ValueType<String> HOST =
      of(Hosts.EXPECTED, v -> isText(v) && Hosts.isValid(v.text()) ? v.text() : null);
  static final ValueType<String> ANY_TEXT = of("text", v -> isText(v) ? v.text() : null);
  static final SortedSet<String> EVENTS =
      Collections.unmodifiableSortedSet(
          new TreeSet<>(List.of("job_failing", "job_finished", "node_lost", "queue_stalled")));
  static final ValueType<String> EVENT = choice(EVENTS.toArray(String[]::new));
  static final ValueType<String> COMMAND =
      of(
          "a command for the shell, without a NUL",
          v -> isText(v) && !v.text().isBlank() && v.text().indexOf('\0') < 0 ? v.text() : null);
  static final ValueType<Boolean> BOOLEAN =
      of(
          "true or false, without quotes",
          v -> v.kind() == JsonValue.Kind.BOOLEAN ? Boolean.valueOf(v.text()) : null);

  static <T> ValueType<T> of(String expected, Reader<T> reader) {
    return new ValueType<>(expected, reader, false);
  }

  static ValueType<String> text(String expected) {
    return of(expected, v -> isText(v) && !v.text().isBlank() ? v.text() : null);
  }

  static ValueType<String> choice(String... words) {
    List<String> all = List.of(words);
    String expected = "one of " + String.join(", ", all.stream().map(JsonValue::quote).toList());
    return of(expected, v -> isText(v) && all.contains(v.text()) ? v.text() : null);
  }

  static ValueType<String> matching(Pattern pattern, String expected) {
    return of(expected, v -> isText(v) && pattern.matcher(v.text()).matches() ? v.text() : null);
  }

  static ValueType<Long> whole(long min, long max) {
    return of(
        "a whole number from " + min + " to " + max,
        v -> {
          BigDecimal number = number(v, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
          return number == null || !isWhole(number) ? null : number.longValue();
        });
  }

  static ValueType<Duration> seconds(String min, String max) {
    return of(
        "a number of seconds from " + min + " to " + max,
        v -> {
          BigDecimal number = number(v, new BigDecimal(min), new BigDecimal(max));
          return number == null ? null : duration(number);
        });
  }

  /** Gigabytes of 2^30 bytes, as bytes. */
  static ValueType<Long> gigabytes(String min) {
    return of(
        "a number of GB from " + min + " to " + Resources.MAX_GB,
        v -> {
          BigDecimal number = number(v, new BigDecimal(min), Resources.MAX_GB);
          return number == null ? null : Config.bytes(number);
        });
  }

  static ValueType<SortedSet<String>> setOf(ValueType<String> items, String expected) {
    return of(
        "a list of " + expected + ", at most " + MOST_ITEMS,
        v -> v.kind() == JsonValue.Kind.LIST ? set(v.items(), items) : null);
  }

  ValueType<T> orNumberInQuotes() {
    return new ValueType<>(expected, v -> reader.read(unquoted(v)), true);
  }

  private static @Nullable SortedSet<String> set(List<JsonValue> values, ValueType<String> type) {
    SortedSet<String> read = new TreeSet<>();
    for (JsonValue value : values) {
      String item = type.reader().read(value);
      if (item == null) {
        return null;
      }
      read.add(item);
    }
    return read.size() > MOST_ITEMS ? null : Collections.unmodifiableSortedSet(read);
  }

  private static JsonValue unquoted(JsonValue value) {
    String text = value.text().strip();
    return isText(value) && IN_QUOTES.matcher(text).matches()
        ? JsonValue.scalar(JsonValue.Kind.NUMBER, text, value.place())
        : value;
  }

  private static @Nullable BigDecimal number(JsonValue value, BigDecimal min, BigDecimal max) {
    BigDecimal number = value.kind() == JsonValue.Kind.NUMBER ? decimal(value.text()) : null;
    return number == null || number.compareTo(min) < 0 || number.compareTo(max) > 0 ? null : number;
  }

  /** An exponent of more than ten digits is JSON, but no number that Java can hold. */
  private static @Nullable BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }

  /** Rounded up to a millisecond, so that what is above zero stays above zero. */
  private static Duration duration(BigDecimal seconds) {
    return Duration.ofMillis(seconds.multiply(MILLI).setScale(0, RoundingMode.CEILING).longValue());
  }

  private static boolean isText(JsonValue value) {
    return value.kind() == JsonValue.Kind.TEXT;
  }
}
