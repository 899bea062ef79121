package io.distcomp.api;

import io.distcomp.task.JobId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A submission that was answered well: all that is needed to submit it once more. Immutable.
 *
 * @param job the number that the answer gave it
 * @param at when Redis acknowledged it
 * @param isDoubtful whether Redis was started again since
 */
record Accepted(
    Body body, SubmitOptions options, JobId job, String name, Instant at, boolean isDoubtful) {

  static Accepted of(Body body, SubmitOptions options, JsonObject answer, Instant now) {
    JsonObject job = answer.getJsonObject("job");
    return new Accepted(
        body, options, new JobId(job.getLong("id")), job.getString("name"), now, false);
  }

  Accepted doubtful() {
    return new Accepted(body, options, job, name, at, true);
  }

  /** Whether it is on Redis' disk for certain. */
  boolean isOld(Instant limit) {
    return !isDoubtful && at.isBefore(limit);
  }
}
