package io.distcomp.cli;

import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Follows one job to its end and shows its progress. Used by {@code wait}, {@code submit --wait}
 * and {@code run}, from one thread; {@link #stop} from any.
 */
final class JobWatch {

  private static final Duration TICK = Duration.ofMillis(250);

  /** A node may be restarted while somebody waits. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Session session;
  private final NodeClient node;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private @Nullable Instant awaySince;

  JobWatch(Session session, NodeClient node) {
    this.session = session;
    this.node = node;
  }

  /** Ends the watching; the job runs on. */
  void stop() {
    stopped.set(true);
  }

  /**
   * The job at its end; empty when it was stopped before.
   *
   * @throws CliException when the node stays away, or the job is gone
   */
  Optional<JobStatus> untilEnd(JobStatus start) {
    JobStatus job = start;
    try (JobFeed feed = new JobFeed(node, start.id());
        Progress progress = new Progress(session.console(), session.clock())) {
      while (!isFinal(job)) {
        if (stopped.get()) {
          return Optional.empty();
        }
        progress.show(job);
        JobStatus before = job;
        job = feed.next(TICK).map(news -> after(before, news, progress)).orElse(before);
      }
    }
    return Optional.of(job);
  }

  static boolean isFinal(JobStatus job) {
    return job.state() == JobState.FINISHED
        || job.state() == JobState.FAILED
        || job.state() == JobState.CANCELLED;
  }

  private JobStatus after(JobStatus before, JobFeed.News news, Progress progress) {
    if (news instanceof JobFeed.Seen seen) {
      if (awaySince != null) {
        progress.say("the node answers again");
        awaySince = null;
      }
      return seen.job();
    }
    bear(((JobFeed.Trouble) news).error(), progress);
    return before;
  }

  /** Only a node that is away may come back; any other refusal is the end. */
  private void bear(CliException error, Progress progress) {
    if (error.exitCode() != ExitCode.UNAVAILABLE) {
      throw error;
    }
    Instant now = session.clock().instant();
    if (awaySince == null) {
      awaySince = now;
      progress.say(error.getMessage() + " (trying again)");
    } else if (Duration.between(awaySince, now).compareTo(PATIENCE) > 0) {
      throw error;
    }
  }
}
