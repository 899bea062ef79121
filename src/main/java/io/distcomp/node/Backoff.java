package io.distcomp.node;

import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row: doubling, bounded, with full jitter. Confined to its
 * user's event loop.
 */
final class Backoff {

  private static final long FIRST_MS = 100;
  private static final long MAX_MS = 5000;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  void reset() {
    failures = 0;
  }

  /** Counts a failure; milliseconds until the next try. */
  long next() {
    long limit = Math.min(MAX_MS, FIRST_MS << Math.min(failures++, 10));
    return 1 + random.nextLong(limit);
  }
}
