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
    @Nullable Duration eta) {}
