package io.distcomp.cli;

import io.distcomp.task.Counted;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers, durations and times as people read them. Pure; used by everything that prints. */
final class Wording {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private Wording() {}

  /** {@code 1 cpu}, {@code 0.5 cpus}. */
  static String amount(double number, String noun) {
    return decimal(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * {@code 250 ms}, {@code 4.2 s}, {@code 4 min 12 s}, {@code 3 h 5 min}, {@code 2 d 4 h}; rounded
   * to the last of what is said.
   */
  static String duration(Duration time) {
    if (time.isNegative()) {
      return "0 s";
    }
    long millis = time.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    long seconds = rounded(millis, 1000);
    long tenths = rounded(millis, 100);
    if (seconds >= 60) {
      return composed(seconds);
    }
    return tenths >= 100 || tenths % 10 == 0
        ? seconds + " s"
        : tenths / 10 + "." + tenths % 10 + " s";
  }

  private static String composed(long seconds) {
    if (seconds < 3600) {
      return pair(seconds / 60, "min", seconds % 60, "s");
    }
    long minutes = rounded(seconds, 60);
    if (minutes < 1440) {
      return pair(minutes / 60, "h", minutes % 60, "min");
    }
    long hours = rounded(seconds, 3600);
    return pair(hours / 24, "d", hours % 24, "h");
  }

  private static long rounded(long number, long unit) {
    return (number + unit / 2) / unit;
  }

  private static String pair(long large, String unit, long small, String smallUnit) {
    return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** {@code 0.4/s}, {@code 85/s}, {@code 1,250/s}. */
  static String rate(double perSecond) {
    return perSecond >= 10 || perSecond == 0
        ? Counted.of(Math.round(perSecond)) + "/s"
        : String.format(Locale.ROOT, perSecond < 0.1 ? "%.2f/s" : "%.1f/s", perSecond);
  }

  /** The time of day when it is today, else the day too; a dash for none. */
  static String time(@Nullable Instant time, ZoneId zone, Instant now) {
    if (time == null) {
      return "-";
    }
    ZonedDateTime local = time.atZone(zone);
    boolean today = local.toLocalDate().equals(now.atZone(zone).toLocalDate());
    return local.format(today ? CLOCK : DAY);
  }

  /** Day and time of day, whatever day it is; seconds where they say something. */
  static String dayAndTime(Instant time, ZoneId zone) {
    ZonedDateTime local = time.atZone(zone);
    return local.format(local.getSecond() == 0 ? DAY : EXACT);
  }

  /** Without trailing zeros and exponents, at most two decimals. */
  static String decimal(double number) {
    BigDecimal rounded =
        BigDecimal.valueOf(number).setScale(2, java.math.RoundingMode.HALF_UP).stripTrailingZeros();
    return (rounded.signum() == 0 ? BigDecimal.ZERO : rounded).toPlainString();
  }

  /** An amount of memory in GB, in MB where that says more. */
  static String memory(double gb) {
    return gb > 0 && gb < 1 ? decimal(Math.rint(gb * 1024)) + " MB" : decimal(gb) + " GB";
  }

  /** Rounded down, so that 100 means all. */
  static int percent(long part, long whole) {
    return whole == 0 ? 100 : (int) (100 * part / whole);
  }
}
