package io.distcomp.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whether measured free memory allows new tasks; measured a few times a second at most. Confined to
 * the executor's event loop.
 */
final class MemoryGate {

  private static final Duration FRESH = Duration.ofMillis(250);

  private final long acceptBytes;
  private final Clock clock;
  private Instant measured = Instant.MIN;
  private boolean isShort;

  MemoryGate(long acceptBytes, Clock clock) {
    this.acceptBytes = acceptBytes;
    this.clock = clock;
  }

  boolean isShort() {
    Instant now = clock.instant();
    if (measured.plus(FRESH).isBefore(now)) {
      measured = now;
      isShort = MachineMemory.availableBytes() < acceptBytes;
    }
    return isShort;
  }
}
