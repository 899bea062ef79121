package io.distcomp.node;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries calls of other threads to an event loop, in order, waking it once for all that came
 * meanwhile. {@link #put} is for any thread.
 */
final class Inbox {

  private final Context context;
  private final Runnable drained;
  private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean wakened = new AtomicBoolean();

  /** {@code drained} is called on the event loop after each round of calls. */
  Inbox(Context context, Runnable drained) {
    this.context = context;
    this.drained = drained;
  }

  void put(Runnable call) {
    calls.add(call);
    if (wakened.compareAndSet(false, true)) {
      context.runOnContext(v -> drain());
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
