package io.distcomp.queue;

import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue in the words of its users. Every verb is atomic and safe to repeat. A failed future
 * means that the answer is unknown (Redis away, too slow); expected results are values.
 */
public interface TaskQueue extends JobControl, ManyTasks, Exchange {

  /** The most tasks that one {@link #add} takes. */
  int MAX_CHUNK = 1000;

  /** The most rows of a page. */
  int MAX_PAGE = 1000;

  // --- submit: open, add as often as needed, seal

  /**
   * Finds or makes the job. A new one is {@code loading}: its tasks do not run before {@link
   * #seal}.
   */
  Future<OpenedJob> open(JobRequest request);

  /**
   * Opens a job again that was acknowledged under this name and may be lost: with the same number
   * if that is free or still its own.
   */
  Future<OpenedJob> reopen(JobRequest request, JobId wanted);

  /** Adds tasks; those that the job has already are counted. */
  Future<Added> add(OpenedJob job, TaskChunk chunk);

  /**
   * Ends the submission: tasks may run, idle nodes are woken. What was added is the answer to a
   * repeated Idempotency-Key.
   */
  Future<JobStatus> seal(OpenedJob job, Added added);

  /** Adds the only tasks of a submission and ends it, in one round trip where that can be. */
  default Future<Stored> addAndSeal(OpenedJob job, TaskChunk all) {
    return add(job, all).compose(added -> seal(job, added).map(end -> new Stored(added, end)));
  }

  // --- one node's work

  /**
   * Takes part in the queue, or says who holds the name. Older incarnations of the node are reaped.
   */
  Future<Registered> register(NodeInfo node, Duration lease);

  /** Extends the lease and reconciles what the node holds. */
  Future<Renewed> renew(Renewal renewal);

  /**
   * Gives tasks back without an attempt counted (drain, refused start). Stale tokens are skipped.
   */
  Future<Integer> release(List<Held> tasks, String node, String reason);

  /** Puts the tasks of dead incarnations back; at most {@code max} in one call. */
  Future<Reaped> reap(int max, Duration strike);

  /** Ends tasks above every live node's memory for so long; goes on where the last step ended. */
  Future<Oversized> endOversized(long from, Duration patience);

  /** The last word of an incarnation: nothing is claimed for it any more. */
  Future<Void> deregister(Incarnation incarnation);

  /**
   * A turn of the light fsck: a bounded part of the queue, mended where that is certain. Nothing
   * when another node had its turn within the last minute.
   */
  Future<FsckReport> fsckTurn(Incarnation by);

  /** Calls back at each wake-up: there may be something to claim, to kill or to obey. */
  Future<Void> onWake(Consumer<Wake> handler);

  /**
   * Calls back when Redis answers as another process than before: it may have lost what it
   * acknowledged within the window.
   */
  Future<Void> onRestart(Consumer<Restarted> handler);

  // --- users' control

  /** Cancels the unfinished tasks among these; running ones are killed by their nodes. */
  Future<Integer> cancel(List<TaskId> tasks);

  /** Cancels all unfinished tasks of a job. */
  Future<Long> cancel(JobId job);

  /** Runs failed and cancelled tasks again, with a new generation. */
  Future<Integer> retry(List<TaskId> tasks);

  /** Runs all failed and cancelled tasks of a job again. */
  Future<Long> retry(JobId job);

  /** Asks a node to drain or to take tasks again; false when no such node is registered. */
  Future<Boolean> drain(String node, boolean draining);

  // --- reading: costs what it shows

  Future<Optional<JobStatus>> job(JobId id);

  Future<Optional<JobId>> jobNamed(String name);

  /** Newest first. */
  Future<Page<JobStatus>> jobs(int limit, @Nullable String cursor);

  Future<Optional<TaskStatus>> task(TaskId id);

  Future<Page<TaskStatus>> tasks(TaskFilter filter, int limit, @Nullable String cursor);

  /** What the last committed attempt wrote; empty when no attempt of the task was committed. */
  Future<Optional<StoredOutput>> output(TaskId id);

  Future<List<NodeStatus>> nodes();

  Future<QueueStatus> status();

  /** What people ask beyond the rows. */
  Insight insight();

  // --- values

  /**
   * A job that takes tasks.
   *
   * @param isNew false when tasks are added to a job that existed
   * @param answeredBefore the answer that this Idempotency-Key got before; nothing is to be added
   */
  record OpenedJob(
      JobId id,
      String name,
      boolean isNew,
      boolean rerun,
      @Nullable String idempotencyKey,
      @Nullable Added answeredBefore) {}

  /** What one {@link #add} did; updated ones are duplicates whose settings changed. */
  record Added(int accepted, int duplicates, int updated, int rerun) {

    public static final Added NOTHING = new Added(0, 0, 0, 0);

    public Added plus(Added other) {
      return new Added(
          accepted + other.accepted,
          duplicates + other.duplicates,
          updated + other.updated,
          rerun + other.rerun);
    }
  }

  /** A submission that is over: what it added, and its job then. */
  record Stored(Added added, JobStatus job) {}

  /** Whether the name was free; if not, who holds it. */
  record Registered(boolean accepted, @Nullable String holder, int reaped) {}

  /**
   * A request for tasks.
   *
   * @param sequence grows with each request of the incarnation
   * @param cursor from an earlier answer to the same demand; {@link #FROM_BEST} starts at the best
   */
  record ClaimRequest(NodeInfo node, long sequence, Demand demand, String cursor) {

    public static final String FROM_BEST = "0";
  }

  /**
   * The answer to a claim.
   *
   * @param nextDue when the next waiting task becomes due
   * @param cursor {@link ClaimRequest#FROM_BEST}, or where the walk stopped at its bound: ask again
   *     from here
   * @param known false when this incarnation has no lease any more: register again
   */
  record Claimed(List<Claim> tasks, @Nullable Instant nextDue, String cursor, boolean known) {}

  /** Tasks put back or ended, nodes found dead, and whether to call {@link #reap} again at once. */
  record Reaped(int tasks, int nodes, boolean more) {}

  /** How many tasks one {@link #endOversized} ended, and where the next goes on (0: anew). */
  record Oversized(long next, int tasks) {}

  /** What became of one report. */
  enum Commit {
    /** Recorded now. */
    COMMITTED,
    /** The same token was recorded before. */
    ALREADY,
    /** The token is not the record's: somebody else's run counts. */
    STALE,
    /** No such task. */
    UNKNOWN,
    /** The queue cannot store this one report, now or later: a matter for people. */
    REFUSED
  }

  /**
   * A renewal.
   *
   * @param every until the next renewal, as a rule: a node that is much later is shown as lost
   * @param settled the highest claim sequence whose answer has arrived or was given up
   * @param memoryFreeBytes for people
   */
  record Renewal(
      Incarnation incarnation,
      Duration lease,
      Duration every,
      long settled,
      List<Held> held,
      long memoryFreeBytes) {}

  /**
   * The answer to a renewal.
   *
   * @param known false when the incarnation has no lease any more: register again
   * @param lost of the tasks listed, those that the node no longer holds under the token listed
   * @param cancelled of the tasks listed, those whose end a user wants
   * @param draining whether the node was asked to drain
   */
  record Renewed(boolean known, List<Held> lost, List<Held> cancelled, boolean draining) {}

  /** Why nodes are woken. */
  enum Wake {
    /** There may be something to claim. */
    WORK,
    /** A running task was cancelled, or a node asked to drain: renew now. */
    CONTROL
  }

  /**
   * Redis is another process now.
   *
   * @param replayWindow how far back acknowledged writes may be lost; zero when it writes each to
   *     its disk first
   */
  record Restarted(Duration replayWindow) {}

  /** One page; the cursor is null on the last one. */
  record Page<T>(List<T> rows, @Nullable String nextCursor) {

    public Page {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Which tasks; null means any.
   *
   * @param text part of the command
   * @param failure key of a group of {@link Insight#failures}: failed tasks only
   */
  record TaskFilter(
      @Nullable JobId job,
      @Nullable TaskState state,
      @Nullable String outcome,
      @Nullable Integer exitCode,
      @Nullable String node,
      @Nullable String text,
      @Nullable String failure) {

    public static final TaskFilter ALL = new TaskFilter(null, null, null, null, null, null);

    public TaskFilter(
        @Nullable JobId job,
        @Nullable TaskState state,
        @Nullable String outcome,
        @Nullable Integer exitCode,
        @Nullable String node,
        @Nullable String text) {
      this(job, state, outcome, exitCode, node, text, null);
    }
  }

  /** What an attempt wrote, and the node that has the files. */
  record StoredOutput(String node, CapturedStream stdout, CapturedStream stderr) {}
}
