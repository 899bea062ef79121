package io.distcomp.process;

import java.util.concurrent.ThreadFactory;

/** How this package makes and awaits its threads. For both spawners. */
final class Threads {
  private Threads() {}

  /** Daemons: a spawner never keeps the JVM alive. */
  static ThreadFactory named(String name) {
    return body -> {
      Thread thread = new Thread(body, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Something that waits. */
  interface Waiting {
    boolean await() throws InterruptedException;
  }

  /** Waits; an interrupt ends the waiting and is kept for the caller. False when in vain. */
  @com.google.errorprone.annotations.CanIgnoreReturnValue
  static boolean join(Waiting waiting) {
    try {
      return waiting.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
