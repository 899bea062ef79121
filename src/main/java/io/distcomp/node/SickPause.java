package io.distcomp.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a node that cannot start processes or store their output takes no tasks: a second, then
 * twice as long for each failure in a row, a minute at most. Without it such a node would draw task
 * after task and use up their returns. Confined to the executor's event loop.
 */
final class SickPause {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MAX = Duration.ofMinutes(1);

  private final Clock clock;
  private Instant until = Instant.MIN;
  private Duration next = FIRST;

  SickPause(Clock clock) {
    this.clock = clock;
  }

  boolean isOn() {
    return clock.instant().isBefore(until);
  }

  /** Failures of tasks that were claimed together are one. */
  void failed() {
    if (isOn()) {
      return;
    }
    until = clock.instant().plus(next);
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(MAX) > 0 ? MAX : twice;
  }

  /** The next failure is the first in a row again. */
  void succeeded() {
    next = FIRST;
  }
}
