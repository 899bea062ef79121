package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of the queue that is about many tasks at once. Each verb works in bounded steps and is
 * safe to repeat. A new priority and a removal are gone on with by any node ({@link
 * #finishUnfinished}) when the one that began dies; a change of all tasks that match is not: it is
 * asked for again.
 */
public interface ManyTasks {

  /**
   * Gives all tasks of a job this priority, also those that run again later. Those to do move, in
   * the order of their submission. Tasks that are submitted later keep what they say.
   *
   * @return false when there is no such job
   */
  Future<Boolean> reprioritise(JobId job, int priority);

  /** Removes a job with its tasks, whose number falls meanwhile; completes when it is gone. */
  Future<Removal> remove(JobId job);

  /** How many match. Goes on where the cursor of an earlier count stopped. */
  Future<Count> count(TaskFilter filter, @Nullable String cursor);

  /** Cancels the unfinished ones among the tasks that match, if so many match. */
  Future<Change> cancel(TaskFilter filter, long expected);

  /** Runs the failed and cancelled ones among the tasks that match again, if so many match. */
  Future<Change> retry(TaskFilter filter, long expected);

  /** Goes on with new priorities and removals that are under way, to their ends; says how many. */
  Future<Integer> finishUnfinished();

  /** Jobs removed at this time or later, in this order; at most a thousand. */
  Future<List<RemovedJob>> removedSince(Instant time);

  /**
   * Removes the job that ended first, if that is longer ago than jobs are kept or more tasks have
   * ended than are kept. Never one that is not over or that another one waits for, nor for the
   * number of tasks the one that ended last. One node at a time has the turn, until it has not
   * asked for a minute.
   *
   * @return the job that is gone now; empty when there was none or another node has the turn
   */
  Future<Optional<OldJob>> removeOld(Incarnation by, Keep keep);

  /** For how long an ended job is kept, and how many ended tasks are. */
  record Keep(Duration age, long tasks) {}

  /**
   * A job that was removed by itself.
   *
   * @param old for its age; else because too many tasks had ended
   */
  record OldJob(JobId id, String name, Instant endedAt, long tasks, boolean old) {}

  /** What a removal came to. */
  enum Removal {
    REMOVED,
    /** No such job. */
    UNKNOWN,
    /** Its submission is not complete. */
    LOADING,
    /** Some of its tasks run. */
    RUNNING
  }

  /**
   * A count.
   *
   * @param cursor to count on with; null when the number is exact
   */
  record Count(long count, @Nullable String cursor) {

    public boolean isExact() {
      return cursor == null;
    }
  }

  /**
   * What became of a change of all tasks that match.
   *
   * @param matching how many matched; nothing was changed when it was another number than expected
   */
  record Change(long matching, boolean asExpected, long changed, Set<JobId> jobs) {

    public Change {
      jobs = Set.copyOf(jobs);
    }

    static Change refused(long matching) {
      return new Change(matching, false, 0, Set.of());
    }
  }

  /** A job that is no more. */
  record RemovedJob(JobId id, Instant submittedAt, Instant removedAt) {}
}
