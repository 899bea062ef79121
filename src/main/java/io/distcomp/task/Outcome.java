package io.distcomp.task;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param exitCode of the command, where it exited
 * @param signal that ended it, where one did
 * @param reason in words, where there is more to say than the kind
 */
public record Outcome(
    Kind kind, @Nullable Integer exitCode, @Nullable Integer signal, @Nullable String reason) {

  /** The kinds, in the words of the API. */
  public enum Kind {
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    OUT_OF_MEMORY,
    /** Memory guard, drain or sick node: costs no attempt. */
    RETURNED,
    /** The node died. */
    LOST,
    CANCELLED,
    /** This command cannot be started on this node. */
    INVALID;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word of the API.
     *
     * @throws IllegalArgumentException when no kind has this word
     */
    public static Kind ofWord(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** Why the task goes back to the queue without an attempt counted; null when it does not. */
  public @Nullable ReturnCause returnCause() {
    return switch (kind) {
      case RETURNED -> ReturnCause.of(reason);
      case OUT_OF_MEMORY -> ReturnCause.MEMORY;
      case SUCCEEDED, FAILED, TIMED_OUT, LOST, CANCELLED, INVALID -> null;
    };
  }

  /** What a process left behind: 0 succeeds, all else fails. */
  public static Outcome exited(int exitCode) {
    return new Outcome(exitCode == 0 ? Kind.SUCCEEDED : Kind.FAILED, exitCode, null, null);
  }

  public static Outcome signalled(int signal) {
    return new Outcome(Kind.FAILED, null, signal, null);
  }

  public static Outcome timedOut(String reason) {
    return new Outcome(Kind.TIMED_OUT, null, null, reason);
  }

  /** By a sick node: counted, so that a task that every node returns ends. */
  public static Outcome returned(String reason) {
    return returned(ReturnCause.SICK, reason);
  }

  /** For lack of memory: its needs are raised. */
  public static Outcome returnedForMemory(String reason) {
    return returned(ReturnCause.MEMORY, reason);
  }

  /** By a node that stops: never counted. */
  public static Outcome drained(String reason) {
    return returned(ReturnCause.DRAIN, reason);
  }

  private static Outcome returned(ReturnCause cause, String reason) {
    return new Outcome(Kind.RETURNED, null, null, cause.say(reason));
  }

  public static Outcome cancelled() {
    return new Outcome(Kind.CANCELLED, null, null, null);
  }

  public static Outcome invalid(String reason) {
    return new Outcome(Kind.INVALID, null, null, reason);
  }
}
