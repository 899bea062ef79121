package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code distcomp wait}. Made by {@link Verbs}. */
@Command(
    name = "wait",
    description = {
      "Waits until jobs have ended and shows their progress.",
      "The exit code is 0 when every task finished, 1 when some failed, 130 after Ctrl-C;"
          + " the job runs on then."
    },
    footer = {"%nExamples:%n", "  distcomp wait", "  distcomp wait 12 13", "  distcomp wait all"})
final class WaitVerb extends Verb {

  @Parameters(
      arity = "0..*",
      paramLabel = "JOB",
      converter = SelectorConverter.Jobs.class,
      description = "Jobs (12), last (the default), or all that have not ended.")
  List<Selector> selectors = new ArrayList<>();

  WaitVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    List<JobStatus> jobs = jobs();
    if (jobs.isEmpty()) {
      sayNoJobs();
    }
    try {
      return jobs.stream().mapToInt(this::await).max().orElse(ExitCode.OK);
    } finally {
      printKept(); // what has ended is said although the next was not waited for
    }
  }

  private int await(JobStatus job) {
    JobStatus end = new Waiting(session, node()).await(job);
    show(job, end);
    return JobEnd.exitCode(end);
  }

  private List<JobStatus> jobs() {
    List<Selector> chosen = selectors.isEmpty() ? List.of(new Selector.Last()) : selectors;
    return chosen.stream().flatMap(this::jobs).toList();
  }

  private Stream<JobStatus> jobs(Selector selector) {
    JobFinder finder = new JobFinder(node());
    return selector instanceof Selector.All
        ? finder.all(job -> !JobWatch.isFinal(job)).stream()
        : Stream.of(Json.job(finder.json(finder.one(selector))));
  }

  private void show(JobStatus before, JobStatus end) {
    switch (output.format) {
      case JSON -> keep(new JobFinder(node()).json(end.id()));
      case QUIET -> print(end.id().toString());
      case TABLE -> new Waiting(session, node()).print(before, end);
    }
  }
}
