package io.distcomp;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A pool that makes a thread only when all that it has are at work, and does with those when the
 * machine allows no more. Made by {@link WorkerThreads}.
 *
 * <p>Java's own fixed pool makes one for each of its first actions, however idle the others are,
 * and throws {@link OutOfMemoryError} at whoever called when there is none to be had. Vert.x is not
 * made for that: a queue of ordered actions never runs again after it.
 */
final class WorkerPool extends ThreadPoolExecutor {
  private static final long IDLE_SECONDS = 60;

  /** Actions that wait or run. */
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param threads makes the threads; the first at once, so that there always is one
   * @param most how many threads at a time
   */
  WorkerPool(ThreadFactory threads, int most) {
    super(1, most, IDLE_SECONDS, TimeUnit.SECONDS, new Waiting(), threads, WorkerPool::refused);
    waiting().pool = this;
    prestartCoreThread();
  }

  @Override
  public void execute(Runnable action) {
    open.incrementAndGet();
    try {
      super.execute(action);
    } catch (OutOfMemoryError e) { // no thread for it, and this one is no worse for that
      await(action);
    } catch (RejectedExecutionException e) {
      open.decrementAndGet();
      throw e;
    }
  }

  @Override
  protected void afterExecute(Runnable action, Throwable thrown) {
    open.decrementAndGet();
  }

  private Waiting waiting() {
    return (Waiting) getQueue();
  }

  /** All threads are at work and there may be no more; or the pool is over. */
  private static void refused(Runnable action, ThreadPoolExecutor pool) {
    ((WorkerPool) pool).await(action);
  }

  private void await(Runnable action) {
    waiting().append(action);
    if (isShutdown() && remove(action)) { // nobody would run it
      throw new RejectedExecutionException("the pool is over");
    }
  }

  private boolean hasIdleThread() {
    return open.get() <= getPoolSize();
  }

  /** Takes no more than there are idle threads for, so that the pool makes one for the next. */
  private static final class Waiting extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1;

    private transient @Nullable WorkerPool pool;

    @Override
    public boolean offer(Runnable action) {
      return pool != null && pool.hasIdleThread() && super.offer(action);
    }

    void append(Runnable action) {
      boolean unused = super.offer(action); // it has no bound
    }
  }
}
