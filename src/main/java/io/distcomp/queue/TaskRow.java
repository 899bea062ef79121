package io.distcomp.queue;

import io.distcomp.task.Attempt;
import io.distcomp.task.Incarnation;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.ReturnCause;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.distcomp.task.TaskType;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of rows-1.lua as values. What cannot be read is null: such a row is shown with what is
 * known, and never spoils its page.
 */
record TaskRow(
    TaskId id,
    Records.@Nullable Head head,
    @Nullable TaskSpec spec,
    String command,
    List<Attempt> attempts) {

  static TaskRow of(Response row) {
    String record = row.get(1).toString();
    String profile = row.get(2).toString();
    String command = row.get(3).toString();
    Records.Head head = head(record);
    return new TaskRow(
        TaskId.parse(row.get(0).toString()),
        head,
        spec(profile, head, command),
        command,
        Records.attempts(record));
  }

  private static Records.@Nullable Head head(String record) {
    try {
      Records.Head head = Records.head(record);
      return Records.incarnation(head) == null && head.isRunning() ? null : head;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable TaskSpec spec(
      String profile, Records.@Nullable Head head, String command) {
    try {
      return Profiles.spec(profile, head == null ? "-" : head.raisedNeeds(), command);
    } catch (RuntimeException e) { // whatever stands there
      return null;
    }
  }

  /** The incarnation that runs it; null when none does. */
  @Nullable Incarnation holder() {
    return head != null && head.isRunning() ? Records.incarnation(head) : null;
  }

  TaskStatus status(Function<Incarnation, String> nodeName) {
    TaskState state = state();
    Incarnation holder = holder();
    if (holder != null && head != null) {
      attempts.add(Attempt.running(nodeName.apply(holder), head.since()));
    }
    return new TaskStatus(
        id,
        spec == null ? placeholder() : spec,
        state,
        state == TaskState.WAITING && head != null ? head.since() : null,
        reason(state),
        attempts);
  }

  /** A task that could not be started has failed as good as already. */
  private TaskState state() {
    if (head == null) {
      return TaskState.FAILED;
    }
    boolean starts = head.state() == TaskState.TODO || head.state() == TaskState.WAITING;
    return spec == null && starts ? TaskState.FAILED : head.state();
  }

  private TaskSpec placeholder() {
    return TaskSpec.of(
        TaskType.SHELL,
        command.isBlank() ? "?" : command,
        TaskSpec.DEFAULT_PRIORITY,
        Resources.NONE);
  }

  private @Nullable String reason(TaskState state) {
    if (head == null) {
      return "unreadable: its record";
    }
    Outcome last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).outcome();
    String said = head.state() == TaskState.FAILED && last != null ? reason(last) : null;
    return said == null && spec == null && state != TaskState.FINISHED
        ? "unreadable: its command or profile"
        : said;
  }

  private static @Nullable String reason(Outcome last) {
    return switch (last.kind()) {
      case LOST -> "lost";
      case OUT_OF_MEMORY -> "require too much dram";
      case RETURNED ->
          last.returnCause() == ReturnCause.MEMORY ? "require too much dram" : "returned too often";
      case INVALID -> last.reason();
      case SUCCEEDED, FAILED, TIMED_OUT, CANCELLED -> null;
    };
  }
}
