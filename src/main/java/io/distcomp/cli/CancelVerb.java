package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import picocli.CommandLine.Command;

/** {@code distcomp cancel}. Made by {@link Verbs}. */
@Command(
    name = "cancel",
    description = "Cancels the tasks that have not ended; running ones are killed.",
    footer = {"%nExamples:%n", "  distcomp cancel 12", "  distcomp cancel 12.5-9"})
final class CancelVerb extends ChangeVerb {

  CancelVerb(Session session) {
    super(session, "cancel", "cancelled");
  }

  @Override
  boolean concerns(JobStatus job) {
    return affected(job) > 0;
  }

  @Override
  long affected(JobStatus job) {
    return job.counts().open();
  }
}
