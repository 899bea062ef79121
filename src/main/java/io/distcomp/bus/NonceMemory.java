package io.distcomp.bus;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The nonces of the last minute, bounded. For one thread; it is asked only about messages whose
 * signature is right, so a stranger cannot fill it.
 */
final class NonceMemory {

  static final int DEFAULT_MOST = 100_000;

  private record Seen(String nonce, long at) {}

  private final long keepMillis;
  private final int most;
  private final Set<String> known = new HashSet<>();
  private final Deque<Seen> byAge = new ArrayDeque<>();

  NonceMemory(Duration keep, int most) {
    this.keepMillis = keep.toMillis();
    this.most = most;
  }

  /** What the memory knew. */
  enum Answer {
    NEW,
    SEEN,
    FULL
  }

  Answer remember(String nonce, long now) {
    forget(now);
    if (known.contains(nonce)) {
      return Answer.SEEN;
    }
    if (known.size() >= most) {
      return Answer.FULL;
    }
    known.add(nonce);
    byAge.add(new Seen(nonce, now));
    return Answer.NEW;
  }

  private void forget(long now) {
    for (Seen oldest = byAge.peek();
        oldest != null && now - oldest.at() > keepMillis;
        oldest = byAge.peek()) {
      byAge.remove();
      known.remove(oldest.nonce());
    }
  }
}
