package io.distcomp.node;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Carries calls of other threads to an event loop, in order, waking it once for all that came
 * meanwhile. {@link #put} and {@link #leave} are for any thread.
 */
final class Inbox {

  /** How late the loop may hear of what was left. */
  private static final long LOOK_MS = 5;

  private final Context context;
  private final BooleanSupplier missing;
  private final Runnable drained;
  private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean wakened = new AtomicBoolean();
  private boolean looking;

  /**
   * Both are called on the event loop: {@code missing} says whether something may still be left
   * here, {@code drained} is called after each round of calls.
   */
  Inbox(Context context, BooleanSupplier missing, Runnable drained) {
    this.context = context;
    this.missing = missing;
    this.drained = drained;
  }

  void put(Runnable call) {
    calls.add(call);
    if (wakened.compareAndSet(false, true)) {
      context.runOnContext(v -> drain());
    }
  }

  /** For what can wait: it comes with the next {@link #put}, or when the loop looks itself. */
  void leave(Runnable call) {
    calls.add(call);
  }

  /** For the loop: looks after a moment for what was left, and again while something is missing. */
  void lookSoon() {
    if (!looking && missing.getAsBoolean()) {
      looking = true;
      context
          .owner()
          .setTimer(
              LOOK_MS,
              t -> {
                looking = false;
                drain();
                lookSoon();
              });
    }
  }

  /** The mark is taken off first: a call put after the last look wakes the loop again. */
  private void drain() {
    wakened.set(false);
    for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
      call.run();
    }
    drained.run();
  }
}
