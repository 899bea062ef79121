package io.distcomp.queue;

import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.MachineUse;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What people and autoscalers ask of the queue beyond its rows. Every answer is bounded: none costs
 * what the queue holds.
 */
public interface Insight {

  /**
   * Notes what a node did since its last sample; false when that changes nothing, because it is
   * known or the node has no lease.
   */
  Future<Boolean> sample(Sample sample);

  /** Why a task is not running, in words, node by node. */
  Future<Optional<Explanation>> explain(TaskId id);

  /** Failed tasks in groups, the largest first; of one job, or of all. */
  Future<Failures> failures(@Nullable JobId job, int limit);

  /** Ends of tasks and the depth of the queue, up to the last full ten seconds. */
  Future<History> history(Range range);

  /** What each node did, up to now; of one job, or of all. */
  Future<Timeline> timeline(Range range, @Nullable JobId job);

  /** How many nodes would end what is queued within a time. */
  Future<Scale> scale(Duration within);

  /** How far back, in the words of the API. */
  enum Range {
    FIVE_MINUTES("5m", Duration.ofMinutes(5), Duration.ofSeconds(10)),
    HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY("24h", Duration.ofHours(24), Duration.ofMinutes(10));

    private final String word;
    private final Duration length;
    private final Duration step;

    Range(String word, Duration length, Duration step) {
      this.word = word;
      this.length = length;
      this.step = step;
    }

    public String word() {
      return word;
    }

    /** How far its points are from each other. */
    public Duration step() {
      return step;
    }

    /** How many points it has. */
    int points() {
      return (int) length.dividedBy(step);
    }

    public static Optional<Range> ofWord(String word) {
      return Arrays.stream(values()).filter(range -> range.word.equals(word)).findFirst();
    }
  }

  /**
   * What a node says of the time since its last sample.
   *
   * @param sequence grows with each sample of the incarnation; one that is known counts nothing
   * @param reserved what its running tasks have reserved
   * @param use what was measured on its machine
   * @param slots the most tasks at a time, now
   * @param trouble why it takes no tasks, in words; null when it does
   * @param notice what people should know, though it takes tasks; null when there is nothing
   */
  record Sample(
      Incarnation incarnation,
      String node,
      long sequence,
      Resources reserved,
      MachineUse use,
      int slots,
      @Nullable String trouble,
      @Nullable String notice,
      List<Share> shares) {

    public Sample {
      shares = List.copyOf(shares);
    }
  }

  /**
   * A part of a sample.
   *
   * @param job null for all jobs together
   * @param finished attempts that succeeded
   * @param failed attempts that failed, timed out or could not be started
   * @param busyMs time in which the node was full; a half full node counts half
   */
  record Share(@Nullable JobId job, long finished, long failed, long busyMs) {}

  /** Why a task is not running: as a whole, and on each node while it could still run. */
  record Explanation(TaskId id, TaskState state, String summary, List<Fit> nodes) {

    public Explanation {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * What one node means for a task.
   *
   * @param fits whether it would take the task as soon as it has room
   */
  record Fit(String node, boolean fits, String reason) {}

  /** Groups of failed tasks; exact when every failed task was looked at. */
  record Failures(List<FailureGroup> groups, boolean exact) {

    public Failures {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Failed tasks whose last attempts ended alike.
   *
   * @param key 16 hex digits that stand for message, outcome, exit code and signal
   * @param message without what differs from task to task
   * @param nodes some of the nodes where they ended
   * @param jobs some of the jobs that they belong to
   * @param example the newest of them
   */
  record FailureGroup(
      String key,
      String message,
      long count,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      Outcome.Kind outcome,
      SortedSet<String> nodes,
      SortedSet<JobId> jobs,
      TaskId example) {}

  /** Points with equal distances, the oldest first. */
  record History(Range range, List<Point> points) {

    public History {
      points = List.copyOf(points);
    }
  }

  /**
   * One step of time; its depths are the last ones that were noted in it, null when none was.
   *
   * @param at when the step began
   */
  record Point(
      Instant at, long finished, long failed, @Nullable Long todo, @Nullable Long inProgress) {}

  /** A row for each node; bins begin at {@code from}, one for each step of the range. */
  record Timeline(Range range, Instant from, Instant to, List<Row> rows) {

    public Timeline {
      rows = List.copyOf(rows);
    }
  }

  /** One node's bins, the oldest first. */
  record Row(String node, List<Bin> bins) {

    public Row {
      bins = List.copyOf(bins);
    }
  }

  /** Attempts that ended in a bin, and how full the node was: 0 to 1. */
  record Bin(long finished, long failed, double busy) {

    public static final Bin EMPTY = new Bin(0, 0, 0);
  }

  /**
   * The queue by what its tasks need; exact when every placement class was looked at.
   *
   * @param task how long a task takes, as those that run now do; null when no rate is known
   */
  record Scale(Duration within, @Nullable Duration task, List<ClassNeed> classes, boolean exact) {

    public Scale {
      classes = List.copyOf(classes);
    }
  }

  /**
   * Queued tasks with equal needs.
   *
   * @param wanted how many of them may start and find no room on the live nodes
   * @param shape the node that {@code nodes} counts: the best fitting live one; when none fits, the
   *     least that could run them, one at a time
   * @param nodes how many of that shape they need to end in time; null when no rate is known
   */
  record ClassNeed(
      Resources needs,
      SortedSet<String> tags,
      long todo,
      long wanted,
      Shape shape,
      @Nullable Long nodes) {}

  /**
   * What a node has.
   *
   * @param sideBySide how many of the tasks it runs at a time
   */
  record Shape(Resources capacity, int slots, long sideBySide, boolean live) {}
}
