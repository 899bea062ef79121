package io.distcomp.node;

import io.distcomp.task.AttemptReport;
import io.distcomp.task.JobId;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What the node has reserved, and how many attempts ended since that was last asked. Written by
 * executor and reporter, read by {@link Sampler}; safe for use by many threads.
 */
final class Activity {

  private final ConcurrentMap<JobId, Ended> ended = new ConcurrentHashMap<>();
  private volatile Resources reserved = Resources.NONE;

  /** Attempts of one job. */
  record Ended(long finished, long failed) {

    static final Ended NOTHING = new Ended(0, 0);

    Ended plus(Ended other) {
      return new Ended(finished + other.finished, failed + other.failed);
    }
  }

  void reserved(Resources amount) {
    reserved = amount;
  }

  Resources reserved() {
    return reserved;
  }

  /** The queue has recorded this report for the first time. */
  void recorded(AttemptReport report) {
    Ended one = one(Objects.requireNonNull(report.attempt().outcome()).kind());
    if (!one.equals(Ended.NOTHING)) {
      ended.merge(report.id().job(), one, Ended::plus);
    }
  }

  /** What was given back or cancelled is neither. */
  private static Ended one(Outcome.Kind kind) {
    return switch (kind) {
      case SUCCEEDED -> new Ended(1, 0);
      case FAILED, TIMED_OUT, INVALID -> new Ended(0, 1);
      case OUT_OF_MEMORY, RETURNED, LOST, CANCELLED -> Ended.NOTHING;
    };
  }

  /** All since the last call. */
  Map<JobId, Ended> take() {
    Map<JobId, Ended> taken = new HashMap<>();
    for (JobId job : ended.keySet()) {
      Ended these = ended.remove(job);
      if (these != null) {
        taken.put(job, these);
      }
    }
    return taken;
  }
}
