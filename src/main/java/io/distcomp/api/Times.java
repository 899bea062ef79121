package io.distcomp.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times and durations in the form of the API. Pure; for the JSON classes and hooks. */
public final class Times {
  private Times() {}

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** RFC 3339, UTC, milliseconds. */
  public static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : FORM.format(time);
  }

  /** Whole seconds as a whole number, others with their fraction. */
  static @Nullable Number seconds(@Nullable Duration duration) {
    if (duration == null) {
      return null;
    }
    return duration.toMillis() % 1000 == 0
        ? (Number) duration.toSeconds()
        : (Number) (duration.toMillis() / 1000.0);
  }
}
