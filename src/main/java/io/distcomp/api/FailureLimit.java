package io.distcomp.api;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong tokens and codes by peer: ten in a minute, then a pause. For the web verticle's loop
 * only; at most a thousand peers are kept.
 *
 * <p>A right token is let in also while its peer is paused: on loopback all users are one peer, and
 * one of them must not be able to lock out the others.
 */
final class FailureLimit {

  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MOST = 10;
  private static final int MOST_PEERS = 1000;

  private final Clock clock;
  private final Map<String, Deque<Long>> failures = new LinkedHashMap<>();

  FailureLimit(Clock clock) {
    this.clock = clock;
  }

  /** Notes a failure; true when the peer has had its ten already. */
  boolean isExceededBy(String peer) {
    long now = clock.millis();
    Deque<Long> times = failures.computeIfAbsent(peer, p -> new ArrayDeque<>());
    while (!times.isEmpty() && now - times.peek() >= WINDOW.toMillis()) {
      times.remove();
    }
    forgetAPeer();
    if (times.size() >= MOST) {
      return true;
    }
    times.add(now);
    return false;
  }

  private void forgetAPeer() {
    if (failures.size() > MOST_PEERS) {
      failures.remove(failures.keySet().iterator().next());
    }
  }
}
