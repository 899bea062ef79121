package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import java.time.Duration;

/** Waits for jobs while Ctrl-C may end the waiting. Used by {@code wait} and {@code submit}. */
final class Waiting {

  private static final String MORE = "more: distcomp tasks %s --state failed; distcomp log TASK";

  private final Session session;
  private final NodeClient node;

  Waiting(Session session, NodeClient node) {
    this.session = session;
    this.node = node;
  }

  /**
   * The job at its end.
   *
   * @throws CliException with {@link ExitCode#INTERRUPTED} when the user ends the waiting
   */
  JobStatus await(JobStatus job) {
    JobWatch watch = new JobWatch(session, node);
    Signals.Handle signals = session.signals().onStop(watch::stop, watch::stop);
    try {
      return watch.untilEnd(job).orElseThrow(() -> interrupted(job));
    } finally {
      signals.close();
    }
  }

  /**
   * The summary for people. A job that had ended before the waiting began says no time: nothing
   * tells when it ended.
   */
  void print(JobStatus before, JobStatus end) {
    Duration took =
        JobWatch.isFinal(before)
            ? null
            : Duration.between(end.submittedAt(), session.clock().instant());
    new JobEnd(session, node, MORE).print(end, took);
  }

  private static CliException interrupted(JobStatus job) {
    return new CliException(
        ExitCode.INTERRUPTED,
        "stopped waiting; job "
            + job.id()
            + " runs on. To cancel it: distcomp cancel "
            + job.id()
            + "; to wait again: distcomp wait "
            + job.id());
  }
}
