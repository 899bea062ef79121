package io.distcomp.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and durations as users write them. Pure. */
final class TimeText {

  private static final Pattern DURATION =
      Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s?)?");
  private static final Pattern CLOCK = Pattern.compile("\\d{1,2}:\\d{2}(:\\d{2})?");

  private TimeText() {}

  /**
   * Reads {@code 90} (seconds), {@code 45s}, {@code 1h30m} or {@code 2d}.
   *
   * @throws CliException when it is none of these
   */
  static Duration duration(String option, String text) {
    Matcher parts = DURATION.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw CliException.usage(
          option + " '" + text + "' is no duration; expected 90, 45s, 1h30m or 2d");
    }
    return Duration.ofDays(number(parts.group(1)))
        .plusHours(number(parts.group(2)))
        .plusMinutes(number(parts.group(3)))
        .plusSeconds(number(parts.group(4)));
  }

  /**
   * Reads a time of day (the next one), a date, both, or an RFC 3339 time; without an offset it is
   * of this zone.
   *
   * @throws CliException when it is none of these
   */
  static Instant time(String option, String text, ZoneId zone, Instant now) {
    try {
      if (CLOCK.matcher(text).matches()) {
        return next(LocalTime.parse(text.indexOf(':') == 1 ? "0" + text : text), zone, now);
      }
      return moment(text.replaceFirst("^(\\S+) (?=\\d)", "$1T"), zone);
    } catch (DateTimeException e) {
      throw CliException.usage(
          option
              + " '"
              + text
              + "' is no time; expected 18:30, 2026-12-24, '2026-12-24 18:30' or"
              + " 2026-12-24T18:30:00Z");
    }
  }

  private static Instant next(LocalTime clock, ZoneId zone, Instant now) {
    LocalDate today = now.atZone(zone).toLocalDate();
    Instant time = ZonedDateTime.of(today, clock, zone).toInstant();
    return time.isAfter(now) ? time : ZonedDateTime.of(today.plusDays(1), clock, zone).toInstant();
  }

  private static Instant moment(String text, ZoneId zone) {
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay(zone).toInstant();
    }
    boolean hasOffset = text.matches(".*T.*(Z|[+-]\\d{2}:\\d{2})");
    return hasOffset
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).atZone(zone).toInstant();
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
