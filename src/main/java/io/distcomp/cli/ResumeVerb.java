package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code distcomp resume JOB}. Made by {@link Verbs}. */
@Command(
    name = "resume",
    description = "Ends the pause of a job.",
    footer = {"%nExamples:%n", "  distcomp resume 12", "  distcomp resume all"})
final class ResumeVerb extends JobsChangeVerb {

  ResumeVerb(Session session) {
    super(session);
  }

  @Override
  boolean concerns(JobStatus job) {
    return job.state() == JobState.PAUSED;
  }

  @Override
  void agree(List<JobStatus> all) {
    // What was submitted was meant to run.
  }

  @Override
  JsonObject change(JobId job) {
    return ended(job).orElseGet(() -> node().post("/jobs/" + job + "/resume"));
  }

  @Override
  String words(JobId job, JsonObject answer) {
    if (hasEnded(answer)) {
      return nothingDone(job, answer);
    }
    JobStatus now = Json.job(answer);
    return named(job, answer)
        + ": "
        + (now.state() == JobState.PAUSED ? stillHeld(now) : state(answer));
  }

  /** The API calls every job paused that starts no tasks, whatever holds it. */
  private String stillHeld(JobStatus job) {
    String waits = new StillWaits(session, job).words();
    return waits.isEmpty()
        ? "still held; to see why: distcomp explain " + job.id()
        : "no longer paused, starts " + waits;
  }
}
