package io.distcomp.node;

import io.distcomp.node.MachineMemory.OomCounter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tasks the kernel killed for memory, by its counter: each kill that it counted
 * explains one death, and only of a task that ran when it was counted. Confined to the executor's
 * event loop.
 *
 * <p>The counter of the node's own control group says it all. That of the machine counts the kills
 * of other programs too, so there a task must also have been large: as far as it was sampled, 64
 * MiB at least and half of what the largest running task has.
 */
final class OomKills {

  /** A kill explains a death that is seen at most so much later. */
  private static final Duration KEPT = Duration.ofSeconds(10);

  private static final Duration STALE = Duration.ofSeconds(2);
  private static final long LARGE = 64 << 20;
  private static final int MOST = 1000;

  private final OomCounter counter;
  private final Clock clock;
  private final Deque<Instant> unexplained = new ArrayDeque<>();
  private OptionalLong count = OptionalLong.empty();
  private Instant lookedAt = Instant.MIN;

  OomKills(OomCounter counter, Clock clock) {
    this.counter = counter;
    this.clock = clock;
    look();
  }

  /** Keeps the baseline young; reads the counter every two seconds at most. */
  void lookIfStale() {
    if (!lookedAt.plus(STALE).isAfter(clock.instant())) {
      look();
    }
  }

  private void look() {
    lookedAt = clock.instant();
    OptionalLong before = count;
    count = counter.kills().read();
    while (!unexplained.isEmpty() && unexplained.peekFirst().plus(KEPT).isBefore(lookedAt)) {
      unexplained.removeFirst();
    }
    if (before.isPresent() && count.isPresent()) {
      long more = Math.min(count.getAsLong() - before.getAsLong(), MOST);
      for (long i = 0; i < more; i++) {
        unexplained.addLast(lookedAt);
      }
    }
  }

  /**
   * Whether the kernel killed a task that has just died of a SIGKILL which this node did not send.
   *
   * @param peak the memory that it showed; null when it was never sampled
   * @param largest the most that any running task has shown
   */
  boolean explain(Instant startedAt, @Nullable Long peak, long largest) {
    look();
    boolean plausible = counter.isOwn() || (peak != null && peak >= LARGE && peak >= largest / 2);
    return plausible && takeOneSince(startedAt);
  }

  private boolean takeOneSince(Instant start) {
    for (Iterator<Instant> kills = unexplained.iterator(); kills.hasNext(); ) {
      if (!kills.next().isBefore(start)) {
        kills.remove();
        return true;
      }
    }
    return false;
  }
}
