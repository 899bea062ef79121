package io.distcomp.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a job's tasks may start, and how many. A mixin of {@code submit}. */
final class ScheduleOptions {

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "The most tasks of the job that run at a time.")
  @Nullable Integer limit;

  @Option(
      names = "--max-fails",
      paramLabel = "N",
      description = "Stop the job when this many tasks have failed.")
  @Nullable Integer maxFails;

  @Option(
      names = "--after",
      paramLabel = "JOB",
      converter = SelectorConverter.OneJob.class,
      description = "Start when this job (12, last) is over.")
  @Nullable Selector after;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Start then: 18:30, 2026-12-24, '2026-12-24 18:30' or 2026-12-24T18:30:00Z.")
  @Nullable String at;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      description = "Start so much later: 90 (seconds), 45s, 1h30m or 2d.")
  @Nullable String delay;

  /**
   * Adds them to the query of {@code POST /jobs}.
   *
   * @param start from {@link #start}, asked for once: a delay begins there
   */
  Query addTo(Query query, @Nullable Instant start, JobFinder jobs) {
    return query
        .with("limit", checked("--limit", limit))
        .with("max_fails", checked("--max-fails", maxFails))
        .with("after", after == null ? null : jobs.one(after))
        .with("not_before", start);
  }

  private static @Nullable Integer checked(String option, @Nullable Integer value) {
    return value == null ? null : Integer.valueOf(Options.positive(option, value));
  }

  /** When the job is to start; null when nothing was said of it. */
  @Nullable Instant start(Session session) {
    if (at != null && delay != null) {
      throw CliException.usage("--at and --delay exclude each other");
    }
    Instant now = session.clock().instant();
    if (at != null) {
      return TimeText.time("--at", at, session.zone(), now);
    }
    return delay == null ? null : later(now, TimeText.duration("--delay", delay));
  }

  /** The API's times have milliseconds. */
  private static Instant later(Instant now, Duration delay) {
    return now.plus(delay).truncatedTo(ChronoUnit.MILLIS);
  }
}
