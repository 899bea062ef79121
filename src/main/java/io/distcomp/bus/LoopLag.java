package io.distcomp.bus;

import io.distcomp.task.Meters;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * How late an event loop comes to what is due. Started on the loop that it measures; costs a timer
 * twice a second.
 */
public final class LoopLag {

  private static final Duration EVERY = Duration.ofMillis(500);

  private final Vertx vertx;
  private final String loop;
  private final Meters meters;
  private long due;
  private long timer;

  private LoopLag(Vertx vertx, String loop, Meters meters) {
    this.vertx = vertx;
    this.loop = loop;
    this.meters = meters;
  }

  /** Measures the loop of the caller; what is returned ends that, on the same loop. */
  public static Runnable measure(Vertx vertx, String loop, Meters meters) {
    LoopLag lag = new LoopLag(vertx, loop, meters);
    lag.next();
    return () -> vertx.cancelTimer(lag.timer);
  }

  private void next() {
    due = System.nanoTime() + EVERY.toNanos();
    timer = vertx.setTimer(EVERY.toMillis(), t -> onTimer());
  }

  private void onTimer() {
    meters.late(loop, Duration.ofNanos(Math.max(0, System.nanoTime() - due)));
    next();
  }
}
