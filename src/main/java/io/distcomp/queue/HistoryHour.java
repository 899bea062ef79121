package io.distcomp.queue;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One hour of the history, in slots of ten seconds. Immutable; {@link HistoryReader} keeps those
 * that are over.
 */
final class HistoryHour {

  static final int SLOT_SECONDS = 10;
  private static final int SLOTS = 360;
  private static final Pattern FIELD = Pattern.compile("(\\d{1,3})([dftp])");
  private static final String LETTERS = "dftp";

  private final @Nullable Long[][] values = new Long[LETTERS.length()][SLOTS];

  private HistoryHour() {}

  /** From the hash: {@code <slot>} and d finished, f failed, t todo, p in progress. */
  static HistoryHour of(Map<String, String> hash) {
    HistoryHour hour = new HistoryHour();
    hash.forEach(hour::put);
    return hour;
  }

  private void put(String field, String value) {
    Matcher m = FIELD.matcher(field);
    if (m.matches() && Integer.parseInt(m.group(1)) < SLOTS) {
      int letter = LETTERS.indexOf(m.group(2));
      values[letter][Integer.parseInt(m.group(1))] = Math.max(0, Replies.number(value));
    }
  }

  long finished(int slot) {
    return orZero(values[0][slot]);
  }

  long failed(int slot) {
    return orZero(values[1][slot]);
  }

  @Nullable Long todo(int slot) {
    return values[2][slot];
  }

  @Nullable Long inProgress(int slot) {
    return values[3][slot];
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
