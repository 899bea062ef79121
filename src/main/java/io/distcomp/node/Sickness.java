package io.distcomp.node;

import io.distcomp.node.Health.Trouble;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this machine fails tasks by itself (it cannot start processes, or cannot store what they
 * write), when to look at it again, and how many tasks may run once it is well. Without it such a
 * node would draw task after task and use up their returns. Confined to the executor's event loop.
 */
final class Sickness {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofMinutes(1);

  private final Clock clock;
  private int slots;
  private @Nullable Trouble trouble;
  private Duration next = FIRST;
  private long neededBytes;
  private int most = Integer.MAX_VALUE;

  /** {@code slots} tasks may run on a node that is well. */
  Sickness(Clock clock, int slots) {
    this.clock = clock;
    this.slots = slots;
  }

  void slots(int most) {
    slots = most;
  }

  boolean isOn() {
    return trouble != null;
  }

  /** Null when the node is well. */
  @Nullable Trouble trouble() {
    return trouble;
  }

  /** Room that the largest output had needed which could not be stored since the node fell sick. */
  long neededBytes() {
    return neededBytes;
  }

  /**
   * A task failed for the machine's sake; whether that is news. Failures of tasks that were claimed
   * together are one.
   *
   * @param bytes of output that could not be stored; 0 when that is not what failed
   */
  boolean failed(String why, long bytes) {
    neededBytes = Math.max(neededBytes, bytes);
    if (trouble != null) {
      return false;
    }
    trouble = new Trouble(clock.instant(), why);
    return true;
  }

  /** How long until the next look: a second, twice as long each time, a minute at most. */
  Duration nextPause() {
    Duration pause = next;
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(MAX) > 0 ? MAX : twice;
    return pause;
  }

  /** The last look found that something is wrong still. */
  void stillSick(String why) {
    if (trouble != null) {
      trouble = new Trouble(trouble.since(), why);
    }
  }

  /**
   * The last look found nothing wrong. What runs may go on, and one task may start; with each start
   * one more may, so that a machine with little room costs the fewest tasks a return.
   */
  void isOver(int running) {
    trouble = null;
    neededBytes = 0;
    most = running + 1;
  }

  /** A command was started; whether more may start because of it. */
  boolean started() {
    if (most >= slots) {
      return false;
    }
    most++;
    return true;
  }

  /** A task ran to its end and all was stored: the next bout is the first in a row again. */
  void succeeded() {
    if (trouble == null) {
      next = FIRST;
    }
  }

  /** How many more may start while so many run. */
  int room(int running) {
    return isOn() ? 0 : Math.max(0, most - running);
  }
}
