package io.distcomp.cli;

import java.util.concurrent.CountDownLatch;

/**
 * The first signal by a shutdown hook, for a Java without {@code sun.misc.Signal}; the second
 * cannot be seen then. Used by {@link Signals} alone.
 */
final class ShutdownSignals {

  private ShutdownSignals() {}

  static Signals.Handle listen(Runnable first, Runnable again) {
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(first, closed), "distcomp-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> close(hook, closed);
  }

  /** The JVM ends when its hooks do, so this one lasts as long as the work. */
  private static void stop(Runnable first, CountDownLatch closed) {
    first.run();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Thread hook, CountDownLatch closed) {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already and waits for the hook, which the latch has just let go.
    }
  }
}
