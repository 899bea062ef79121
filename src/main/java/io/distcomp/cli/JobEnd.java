package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says how a job ended, and with which exit code. Used by verbs that wait for one. */
final class JobEnd {

  private final Session session;
  private final NodeClient node;
  private final String advice;

  /**
   * For jobs of one node.
   *
   * @param advice how to see more of failed tasks; {@code %s} is the job
   */
  JobEnd(Session session, NodeClient node, String advice) {
    this.session = session;
    this.node = node;
    this.advice = advice;
  }

  static int exitCode(JobStatus job) {
    return job.state() == JobState.FINISHED ? ExitCode.OK : ExitCode.TASKS_FAILED;
  }

  /** The summary for people; without a time when it is not known. */
  void print(JobStatus job, @Nullable Duration took) {
    TaskCounts counts = job.counts();
    session.console().out().println(headline(job, counts, took));
    if (counts.failed() > 0) {
      new FailureReport(session.console(), node).print(job.id());
      session.console().out().println(advice.replace("%s", job.id().toString()));
    }
  }

  private static String headline(JobStatus job, TaskCounts counts, @Nullable Duration took) {
    return "job %s (%s) %s: %s finished%s%s of %s%s"
        .formatted(
            job.id(),
            Escape.line(job.name()),
            job.state().word(),
            Counted.of(counts.finished()),
            part(counts.failed(), "failed"),
            part(counts.cancelled(), "cancelled"),
            Counted.of(counts.total(), "task"),
            took == null ? "" : ", in " + Wording.duration(took));
  }

  private static String part(long count, String word) {
    return count == 0 ? "" : ", " + Counted.of(count) + " " + word;
  }
}
