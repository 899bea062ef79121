package io.distcomp.process;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a spawner has in hand: the marks of all commands from before their start to after their end,
 * and the running ones. Safe for threads.
 */
final class Roster {
  private final Map<String, Integer> marks = new ConcurrentHashMap<>();
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private volatile boolean closing;

  /** Before the start, so that no sweep takes the new process for a leftover. */
  void enter(String mark) {
    marks.merge(mark, 1, Integer::sum);
  }

  void add(Running child) {
    running.add(child);
  }

  void remove(Running child) {
    running.remove(child);
  }

  /** After the listener has heard the end. */
  void leave(String mark) {
    marks.computeIfPresent(mark, (m, count) -> count == 1 ? null : count - 1);
    if (closing && marks.isEmpty()) {
      lock.lock();
      try {
        left.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  boolean isCurrent(String mark) {
    return marks.containsKey(mark);
  }

  Set<Running> running() {
    return running;
  }

  /** Waits until no command is left; false when the time is over first. */
  boolean awaitEmpty(Duration limit) throws InterruptedException {
    closing = true;
    lock.lock();
    try {
      long end = System.nanoTime() + limit.toNanos();
      while (!marks.isEmpty() && System.nanoTime() - end < 0) {
        // A leave() that looked at the flag before it was set signals nobody: so look now and then.
        boolean unused = left.await(20, TimeUnit.MILLISECONDS);
      }
      return marks.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
