package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code distcomp remove JOB}. Made by {@link Verbs}. */
@Command(
    name = "remove",
    description = {
      "Removes a job with its tasks and outputs, for good. A job with running tasks is refused:"
          + " cancel it first. 'all' means the jobs that have ended."
    },
    footer = {"%nExamples:%n", "  distcomp remove 12", "  distcomp remove all --yes"})
final class RemoveVerb extends JobsChangeVerb {

  @Mixin final Consent consent = new Consent();

  RemoveVerb(Session session) {
    super(session);
  }

  @Override
  boolean concerns(JobStatus job) {
    return job.counts().open() == 0 && job.counts().total() > 0;
  }

  @Override
  void agree(List<JobStatus> all) {
    long tasks = all.stream().mapToLong(job -> job.counts().total()).sum();
    consent.ask(
        session.console(),
        "'all' is "
            + Counted.of(all.size(), "job")
            + " with "
            + Counted.of(tasks, "task")
            + " to be removed with their outputs");
  }

  @Override
  JsonObject change(JobId job) {
    return node().change("DELETE", "/jobs/" + job, null);
  }

  @Override
  String words(JobId job, JsonObject answer) {
    return "job " + job + ": removed";
  }
}
