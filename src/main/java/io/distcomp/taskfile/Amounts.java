package io.distcomp.taskfile;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads the numbers of tasks and knows their ranges. Private to the readers of this package. */
final class Amounts {
  /** Ten years. */
  static final int MAX_TIMEOUT_SECONDS = 315_360_000;

  /** Nobody needs more digits, and unbounded ones cost time. */
  private static final int MAX_DIGITS = 60;

  /** Far below a byte and a thousandth of a cpu, which is what amounts are rounded up to. */
  private static final BigDecimal SMALLEST = new BigDecimal("1e-15");

  private Amounts() {}

  /** A decimal number without exponent, or null when it is none. */
  static @Nullable BigDecimal decimal(String text) {
    int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int digits = 0;
    int points = 0;
    for (int i = start; i < text.length(); i++) {
      digits += isDigit(text.charAt(i)) ? 1 : 0;
      points += text.charAt(i) == '.' ? 1 : 0;
    }
    boolean plain = digits > 0 && points <= 1 && digits + points == text.length() - start;
    return plain && digits <= MAX_DIGITS ? new BigDecimal(text) : null;
  }

  /** Any number of JSON, or null when it is none or is too large to be held. */
  static @Nullable BigDecimal anyNumber(String text) {
    if (text.length() > MAX_DIGITS) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static boolean isWithin(BigDecimal value, BigDecimal min, BigDecimal max) {
    return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
  }

  static boolean isWhole(BigDecimal value) {
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  /** The same for every purpose, without the digits that make arithmetic slow. */
  static BigDecimal tame(BigDecimal value) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    return value.compareTo(SMALLEST) < 0 ? SMALLEST : value;
  }

  static boolean allDigits(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> isDigit((char) c));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
