package io.distcomp.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether measured free memory allows new tasks; measured a few times a second at most, and then
 * told to the guard. Confined to the executor's event loop.
 */
final class MemoryGate {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryGate.class);
  private static final Duration FRESH = Duration.ofMillis(250);

  private final MachineMemory memory;
  private final LongSupplier acceptBytes;
  private final MemoryGuard guard;
  private final Health health;
  private final Clock clock;
  private Instant measured = Instant.MIN;
  private long available = Long.MAX_VALUE;

  MemoryGate(
      MachineMemory memory,
      LongSupplier acceptBytes,
      MemoryGuard guard,
      Health health,
      Clock clock) {
    this.memory = memory;
    this.acceptBytes = acceptBytes;
    this.guard = guard;
    this.health = health;
    this.clock = clock;
  }

  boolean isShort() {
    if (measured.plus(FRESH).isBefore(clock.instant())) {
      measure();
    }
    return available < acceptBytes.getAsLong() || guard.shortSince() != null;
  }

  void measure() {
    boolean wasShort = guard.shortSince() != null;
    measured = clock.instant();
    available = memory.availableBytes();
    guard.measured(available);
    health.memoryShortSince(guard.shortSince());
    if (wasShort != (guard.shortSince() != null)) {
      LOG.info(wasShort ? "memory is free again" : "memory is short: no tasks are taken");
    }
  }
}
