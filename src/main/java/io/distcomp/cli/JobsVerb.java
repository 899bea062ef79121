package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code distcomp jobs}. Made by {@link Verbs}. */
@Command(
    name = "jobs",
    description = "Lists the jobs, newest first.",
    footer = {"%nExample:%n", "  distcomp jobs -n 5"})
final class JobsVerb extends Verb {

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  int limit = 20;

  JobsVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    Pages.Rows rows =
        Pages.read(node(), "/jobs", "jobs", Query::new, Options.positive("--limit", limit));
    List<JobStatus> jobs = rows.rows().stream().map(Json::job).toList();
    switch (output.format) {
      case JSON -> print(rows.json());
      case QUIET -> jobs.forEach(job -> print(job.id().toString()));
      case TABLE -> show(jobs, rows.nextCursor());
    }
    return ExitCode.OK;
  }

  private void show(List<JobStatus> jobs, @Nullable String next) {
    if (jobs.isEmpty()) {
      session.console().note("no jobs yet; submit one: distcomp submit tasks.txt");
      return;
    }
    table().print(session.console(), jobs);
    if (next != null) {
      session.console().note("there are more; -n shows them");
    }
  }

  private Table<JobStatus> table() {
    return new Table<JobStatus>()
        .right("ID", job -> job.id().toString())
        .left("STATE", job -> job.state().word())
        .right("DONE", job -> percent(job.counts()) + " %")
        .right("TASKS", job -> Counted.of(job.counts().total()))
        .right("QUEUED", job -> Counted.of(job.counts().todo() + job.counts().waiting()))
        .right("RUNNING", job -> Counted.of(job.counts().inProgress()))
        .right("FAILED", job -> Counted.of(job.counts().failed()))
        .left("SUBMITTED", job -> session.time(job.submittedAt()))
        .left("LEFT", job -> left(job.eta()))
        .left("NAME", JobStatus::name);
  }

  private static int percent(TaskCounts counts) {
    return Wording.percent(counts.settled(), counts.total());
  }

  private static String left(@Nullable Duration eta) {
    return eta == null ? "-" : Wording.duration(eta);
  }
}
