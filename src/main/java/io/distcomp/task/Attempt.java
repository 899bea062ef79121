package io.distcomp.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a task on one node; outcome and end are null while it runs.
 *
 * @param cpu processor time of the process and the children it waited for
 * @param peakMemoryBytes largest sum over the session that was sampled; null when it ended before
 *     the first sample
 * @param backgroundKilled processes outlived the command and were killed
 */
public record Attempt(
    String node,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Outcome outcome,
    @Nullable Duration cpu,
    @Nullable Long peakMemoryBytes,
    boolean backgroundKilled) {

  public static Attempt running(String node, Instant startedAt) {
    return new Attempt(node, startedAt, null, null, null, null, false);
  }
}
