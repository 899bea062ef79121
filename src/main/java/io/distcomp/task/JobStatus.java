package io.distcomp.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as users see it.
 *
 * @param priority of the job as a whole, where it was said
 * @param limit the most tasks of it that may run at a time, where there is one
 * @param eta time until the last task ends at the rate of the last minute; null when it cannot be
 *     told
 */
public record JobStatus(
    JobId id,
    String name,
    Instant submittedAt,
    JobState state,
    @Nullable Integer priority,
    @Nullable Integer limit,
    TaskCounts counts,
    @Nullable Duration eta,
    Holds holds) {

  /**
   * What else may keep its tasks from starting.
   *
   * @param maxFails with this many failed tasks no more are started, where there is such a rule
   * @param after the job that it waits for, as long as it does
   * @param notBefore when it starts, as long as it waits for that
   */
  public record Holds(
      @Nullable Integer maxFails, @Nullable JobId after, @Nullable Instant notBefore) {

    public static final Holds NONE = new Holds(null, null, null);
  }
}
