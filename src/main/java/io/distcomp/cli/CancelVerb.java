package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code distcomp cancel}. Made by {@link Verbs}. */
@Command(
    name = "cancel",
    description = "Cancels the tasks that have not ended; running ones are killed.",
    footer = {
      "%nExamples:%n",
      "  distcomp cancel 12",
      "  distcomp cancel 12.5-9",
      "  distcomp cancel last -q cachesim"
    })
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

  @Override
  List<@Nullable String> usualStates() {
    // Tasks move from one open state to the next all the time; the number of all that match stays.
    List<@Nullable String> any = new ArrayList<>();
    any.add(null);
    return any;
  }

  @Override
  String changed() {
    return "those that have not ended are to be cancelled";
  }
}
