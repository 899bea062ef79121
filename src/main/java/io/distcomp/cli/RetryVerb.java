package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import picocli.CommandLine.Command;

/** {@code distcomp retry}. Made by {@link Verbs}. */
@Command(
    name = "retry",
    description = "Runs failed and cancelled tasks again.",
    footer = {"%nExamples:%n", "  distcomp retry last", "  distcomp retry 12.345"})
final class RetryVerb extends ChangeVerb {

  RetryVerb(Session session) {
    super(session, "retry", "queued again");
  }

  @Override
  boolean concerns(JobStatus job) {
    return affected(job) > 0;
  }

  @Override
  long affected(JobStatus job) {
    return job.counts().failed() + job.counts().cancelled();
  }
}
