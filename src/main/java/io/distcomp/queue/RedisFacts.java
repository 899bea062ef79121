package io.distcomp.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a Redis says of itself. Null where it does not tell: users with few rights may not ask.
 *
 * @param policy what it does when its memory is full
 * @param memoryLimit bytes, 0 for none
 * @param appendOnly yes or no
 * @param diskTrouble what it says of writing to its disk; null when all is well
 * @param roundTrip the shortest of a few
 * @param clockAhead of this machine's clock, negative when behind; within half a round trip
 * @param schema the form of the keys; null in an empty queue
 */
public record RedisFacts(
    String version,
    @Nullable String policy,
    long memoryUsed,
    long memoryLimit,
    @Nullable String appendOnly,
    @Nullable String diskTrouble,
    Duration roundTrip,
    Duration clockAhead,
    @Nullable String schema) {

  /** Whether this jar reads that form. */
  public boolean schemaIsKnown() {
    return schema == null || schema.equals(Integer.toString(StartChecks.SCHEMA));
  }

  /** New enough for a node. */
  public boolean versionIsKnown() {
    String[] parts = version.split("\\.", 3);
    if (parts.length < 2 || !(parts[0] + parts[1]).matches("\\d{1,8}")) {
      return false;
    }
    return !StartChecks.isTooOld(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }
}
