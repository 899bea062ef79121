package io.distcomp.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides when memory is so short that a running task has to go: below the trigger, one task at a
 * time, the next only when that one is gone and memory was measured since. Short it stays until
 * free memory is well above the trigger again, so that nothing swings. Pure; confined to the
 * executor's event loop.
 */
final class MemoryGuard {

  private static final Duration OFTEN = Duration.ofMillis(500);
  private static final Duration SELDOM = Duration.ofSeconds(2);

  private long trigger;
  private long enough;
  private final Clock clock;
  private long available = Long.MAX_VALUE;
  private @Nullable Instant shortSince;
  private @Nullable Run victim;
  private boolean isFresh;

  /** Bytes; a trigger of 0 means that no task ever has to go. */
  MemoryGuard(long trigger, long accept, Clock clock) {
    this.clock = clock;
    limits(trigger, accept);
  }

  /** Other bounds, from the next measurement on. */
  final void limits(long newTrigger, long accept) {
    trigger = newTrigger;
    enough = Math.max(accept, newTrigger + newTrigger / 10);
  }

  void measured(long bytes) {
    available = bytes;
    isFresh = true;
    if (bytes < trigger && shortSince == null) {
      shortSince = clock.instant();
    } else if (bytes >= enough) {
      shortSince = null;
    }
  }

  /** Null while memory is not short. No task is to be claimed while it is. */
  @Nullable Instant shortSince() {
    return shortSince;
  }

  /** What was measured last. */
  long available() {
    return available;
  }

  boolean wantsVictim() {
    return available < trigger && isFresh && victim == null;
  }

  void chosen(Run run) {
    victim = run;
  }

  /** Null while nobody has to go. */
  @Nullable Run victim() {
    return victim;
  }

  /** Its memory shows in the next measurement. */
  void victimIsGone() {
    victim = null;
    isFresh = false;
  }

  /** How long tasks may run until memory is to be measured again. */
  Duration nextLook() {
    return available / 2 < trigger ? OFTEN : SELDOM;
  }
}
