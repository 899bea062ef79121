package io.distcomp.queue;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Tells nodes that have gone silent, for people: long before the lease of a dead node ends. Safe
 * for use by many threads.
 *
 * <p>Only when the others are heard as usual. When nobody is, or Redis answers slowly or not at
 * all, the reason is not the node.
 */
final class Silence {

  /** How much later than usual a renewal may come: a busy machine, a long collection of garbage. */
  static final Duration LATE = Duration.ofMillis(1750);

  /** What took longer to read was held up, and so were renewals. */
  static final Duration SLOW = Duration.ofMillis(500);

  /** The longest pause of a node between two tries to reach Redis, and as much again. */
  static final Duration DOUBT = Duration.ofSeconds(10);

  private final LongSupplier nanoTime;
  private volatile long doubtEnds;

  Silence(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    doubtEnds = nanoTime.getAsLong();
  }

  /**
   * A node's last renewal and the usual time between two, in milliseconds; zero when it has not
   * said how often it comes.
   */
  record Sign(long seen, long every) {

    /** A tenth of the time is the jitter of renewals. */
    private long due() {
      return seen + every * 11 / 10;
    }
  }

  /** Redis did not answer. */
  void failed() {
    doubtEnds = nanoTime.getAsLong() + DOUBT.toNanos();
  }

  /** Which of these are silent at this time of Redis, that took so long to read. */
  Predicate<Sign> among(List<Sign> signs, long now, Duration took) {
    if (took.compareTo(SLOW) > 0) {
      failed();
    }
    if (nanoTime.getAsLong() - doubtEnds < 0) {
      return sign -> false;
    }
    long heard = signs.stream().mapToLong(Sign::due).max().orElse(now);
    long reliable = Math.min(now, heard);
    return sign -> sign.every() > 0 && reliable - sign.due() > LATE.toMillis();
  }
}
