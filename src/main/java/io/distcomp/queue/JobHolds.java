package io.distcomp.queue;

import io.distcomp.task.Counted;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What keeps a whole job from starting tasks, in words. Pure; for {@link Explainer}. */
final class JobHolds {

  private final JobStatus job;
  private final Set<String> reasons;
  private final Optional<JobStatus> before;

  /**
   * For a job.
   *
   * @param reasons the words of its hold in Redis
   * @param before the job that it waits for, where that exists
   */
  JobHolds(JobStatus job, Set<String> reasons, Optional<JobStatus> before) {
    this.job = job;
    this.reasons = reasons;
    this.before = before;
  }

  /** One sentence for each reason, each with a space before it; empty when nothing holds it. */
  String sentences() {
    List<String> said = new ArrayList<>();
    add(said, "loading", "Its job is still being submitted.");
    add(said, "removal", "Its job is being removed.");
    add(said, "paused", "Its job is paused.");
    add(said, "fails", stopped());
    add(said, "after", after());
    add(said, "time", notBefore());
    if (said.isEmpty() && job.state() == JobState.PAUSED) {
      said.add("Its job is paused.");
    }
    Integer limit = job.limit();
    if (limit != null && job.counts().inProgress() >= limit) {
      said.add("Its job runs as many tasks at a time as its limit allows: " + limit + ".");
    }
    return said.isEmpty() ? "" : " " + String.join(" ", said);
  }

  private void add(List<String> said, String reason, String sentence) {
    if (reasons.contains(reason)) {
      said.add(sentence);
    }
  }

  private String stopped() {
    long failed = job.counts().failed();
    Integer most = job.holds().maxFails();
    return "Its job was stopped by its failures: "
        + Counted.of(failed, "task", "has", "have")
        + " failed"
        + (most == null ? "." : ", and max_fails is " + most + ".");
  }

  private String after() {
    String state = before.map(other -> other.state().word()).orElse("removed");
    return job.holds().after() == null
        ? "Its job waits for another one."
        : "Its job starts after job " + job.holds().after() + " (" + state + ").";
  }

  private String notBefore() {
    Instant start = job.holds().notBefore();
    return start == null
        ? "Its job waits for the time of its start."
        : "Its job does not start before " + Explainer.time(start) + ".";
  }
}
