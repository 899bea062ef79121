package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code distcomp retry}. Made by {@link Verbs}. */
@Command(
    name = "retry",
    description = "Runs failed and cancelled tasks again.",
    footer = {
      "%nExamples:%n",
      "  distcomp retry last",
      "  distcomp retry 12.345",
      "  distcomp retry --node node3 --exit-code 137"
    })
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

  @Override
  List<@Nullable String> usualStates() {
    return List.of("failed", "cancelled");
  }

  @Override
  String changed() {
    return "those that failed or were cancelled are to run again";
  }
}
