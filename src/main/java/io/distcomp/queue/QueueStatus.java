package io.distcomp.queue;

import io.distcomp.task.TaskCounts;

/**
 * The queue as a whole.
 *
 * @param finishedPerSecond since the first end within the last 30 seconds
 */
public record QueueStatus(
    TaskCounts counts,
    double finishedPerSecond,
    double failedPerSecond,
    long committed,
    long already,
    long stale) {}
