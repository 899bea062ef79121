package io.distcomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
  private static final int MOST = 4;
  private static final int MANY = 200;

  private final AtomicInteger made = new AtomicInteger();
  private int allowed = Integer.MAX_VALUE;
  private final WorkerPool pool = new WorkerPool(this::thread, MOST);

  @AfterEach
  void end() {
    pool.shutdownNow();
  }

  @Test
  void oneActionAfterAnotherNeedsOneThread() throws Exception {
    for (int i = 0; i < MANY; i++) {
      pool.submit(() -> {}).get();
      while (pool.getActiveCount() > 0) { // it may not have told yet that it is through
        Thread.onSpinWait();
      }
    }

    assertThat(made).hasValue(1);
  }

  @Test
  void asManyRunAtATimeAsThereMayBeThreads() throws Exception {
    CyclicBarrier together = new CyclicBarrier(MOST);

    many(together::await).await();

    assertThat(made).hasValue(MOST);
  }

  @Test
  void withoutThreadsToBeHadThoseThatAreThereDoAll() throws Exception {
    allowed = 1;
    CountDownLatch go = new CountDownLatch(1);

    CountDownLatch all =
        many(
            () -> {
              go.await();
              return null;
            });
    go.countDown();
    all.await();

    assertThat(made).hasValue(1);
  }

  @Test
  void anEndedPoolRefuses() throws Exception {
    pool.submit(() -> {}).get();
    pool.shutdown();

    assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void vertxTakesItsPoolsFromHere() {
    Vertx vertx = Vertx.vertx();
    try {
      Set<String> names = new HashSet<>();
      for (int i = 0; i < MANY; i++) {
        names.add(vertx.executeBlocking(() -> Thread.currentThread().getName()).await());
      }

      assertThat(names).hasSizeLessThan(VertxOptions.DEFAULT_WORKER_POOL_SIZE);
    } finally {
      vertx.close().await();
    }
  }

  private Thread thread(Runnable body) {
    if (made.get() >= allowed) {
      throw new OutOfMemoryError("unable to create native thread");
    }
    made.incrementAndGet();
    return new Thread(body);
  }

  /** Many actions that do this; done when all have. */
  private CountDownLatch many(Callable<?> step) {
    CountDownLatch all = new CountDownLatch(MANY);
    for (int i = 0; i < MANY; i++) {
      var unused =
          pool.submit(
              () -> {
                var unusedResult = step.call();
                all.countDown();
                return null;
              });
    }
    return all;
  }
}
