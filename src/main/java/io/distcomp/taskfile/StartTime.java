package io.distcomp.taskfile;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The form of {@code not_before}: RFC 3339, with an offset, before the year 10000. Pure. */
public final class StartTime {
  private StartTime() {}

  private static final int LAST_YEAR = 9999;

  /**
   * The moment that a text names.
   *
   * @throws DateTimeException when it names none
   */
  public static Instant parse(String text) {
    OffsetDateTime time = OffsetDateTime.parse(text);
    if (time.getYear() > LAST_YEAR) {
      throw new DateTimeException("a year above " + LAST_YEAR);
    }
    return time.toInstant();
  }
}
