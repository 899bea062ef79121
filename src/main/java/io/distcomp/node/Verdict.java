package io.distcomp.node;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.process.ProcessListener.Refusal;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Outcome;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How an attempt ended, from what the process said and what the node did. Pure. */
final class Verdict {
  private static final int KILLED = 9;

  private Verdict() {}

  /** Of a command that was not started. */
  static final Exit NOTHING_RAN =
      new Exit(null, null, null, null, false, CapturedStream.EMPTY, CapturedStream.EMPTY, null);

  static Outcome of(Exit exit, Run.@Nullable End end, Duration limit) {
    if (end != null) {
      return ended(end, limit);
    }
    if (exit.outputError() != null) {
      return Outcome.returned("the output could not be stored: " + exit.outputError());
    }
    Integer signal = exit.signal();
    Integer code = exit.exitCode();
    if (signal != null) {
      return Outcome.signalled(signal);
    }
    return code == null ? Outcome.returned("the exit status is unknown") : Outcome.exited(code);
  }

  static Outcome of(Refusal refusal, Run.@Nullable End end, Duration limit) {
    if (end != null) {
      return ended(end, limit);
    }
    return refusal.nodeIsSick()
        ? Outcome.returned(refusal.reason())
        : Outcome.invalid(refusal.reason());
  }

  private static Outcome ended(Run.End end, Duration limit) {
    return switch (end) {
      case TIMED_OUT -> Outcome.timedOut("after " + seconds(limit) + " s");
      case CANCELLED -> Outcome.cancelled();
      case LOST -> Outcome.returned("another node holds the task");
      case STOPPED -> Outcome.drained("the node is stopping");
      case MEMORY ->
          Outcome.returnedForMemory("the node ran short of memory and this task started last");
    };
  }

  /**
   * Whether the end looks like a kill of the kernel for memory: a SIGKILL that this node did not
   * send, to the command or, by the exit code of a shell, to what it ran. Takes evidence to be one.
   */
  static boolean looksOutOfMemory(Exit exit, Run.@Nullable End end) {
    return end == null
        && exit.outputError() == null
        && (Objects.equals(exit.signal(), KILLED) || Objects.equals(exit.exitCode(), 128 + KILLED));
  }

  static Outcome outOfMemory(Exit exit) {
    String reason = "the kernel killed it because memory was used up";
    return new Outcome(Outcome.Kind.OUT_OF_MEMORY, exit.exitCode(), exit.signal(), reason);
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() % 1000 == 0
        ? Long.toString(limit.toSeconds())
        : Double.toString(limit.toMillis() / 1000.0);
  }
}
