package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code distcomp pause JOB}. Made by {@link Verbs}. */
@Command(
    name = "pause",
    description = "Starts no more tasks of a job; those that run go on.",
    footer = {"%nExamples:%n", "  distcomp pause 12", "  distcomp pause all"})
final class PauseVerb extends JobsChangeVerb {

  PauseVerb(Session session) {
    super(session);
  }

  @Override
  boolean concerns(JobStatus job) {
    return job.counts().open() > 0 && job.state() != JobState.PAUSED;
  }

  @Override
  void agree(List<JobStatus> all) {
    // Nothing is lost by a pause: resume ends it.
  }

  @Override
  JsonObject change(JobId job) {
    return ended(job).orElseGet(() -> node().post("/jobs/" + job + "/pause"));
  }

  @Override
  String words(JobId job, JsonObject answer) {
    if (hasEnded(answer)) {
      return nothingDone(job, answer);
    }
    long running = Json.counts(Json.object(answer, "counts")).inProgress();
    String rest = running == 0 ? "" : ", " + Counted.of(running, "task") + " still running";
    return named(job, answer) + ": " + state(answer) + rest;
  }
}
