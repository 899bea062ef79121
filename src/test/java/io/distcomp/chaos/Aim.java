package io.distcomp.chaos;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A fault that waits for certain commands on a {@link RespProxy}. Made by a test, which asks it how
 * often it has struck; safe for use by many threads. Commands that Redis refuses do not count: the
 * server has done nothing whose answer could be lost.
 */
final class Aim {

  /** What happens to the command. */
  enum Effect {
    /** It never reaches Redis, and both sides see a reset. */
    LOSE_REQUEST,
    /** Redis has done it; instead of its reply both sides see a reset. */
    RESET_BEFORE_REPLY,
    /** Redis has done it; the client gets the earlier replies and then a clean end. */
    CLOSE_BEFORE_REPLY,
    /** Redis has done it; the client hears nothing of it, or of anything after it. */
    SILENCE,
    /** Its reply, and what follows on the connection, comes late. */
    DELAY_REPLY
  }

  private final Predicate<RespRequest> what;
  private final Effect effect;
  private final Duration delay;
  private final int wanted;
  private final AtomicInteger left;
  private final AtomicInteger hits = new AtomicInteger();

  Aim(Predicate<RespRequest> what, Effect effect, Duration delay, int times) {
    this.what = what;
    this.effect = effect;
    this.delay = delay;
    wanted = times;
    left = new AtomicInteger(times);
  }

  /** Whether it takes this command. */
  boolean takes(RespRequest request) {
    return what.test(request) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  /** What it took was not hit. */
  void giveBack() {
    left.incrementAndGet();
  }

  void hit() {
    hits.incrementAndGet();
  }

  /** It takes no further commands. */
  void end() {
    left.set(0);
  }

  Effect effect() {
    return effect;
  }

  Duration delay() {
    return delay;
  }

  /** How often it has struck. */
  int hits() {
    return hits.get();
  }

  /** Whether it has struck as often as was asked for. */
  boolean isDone() {
    return hits.get() >= wanted;
  }

  /** Returns when it has. */
  void awaitDone(Duration atMost) {
    Awaitility.await(effect + " " + wanted + " times")
        .atMost(atMost)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(this::isDone);
  }
}
