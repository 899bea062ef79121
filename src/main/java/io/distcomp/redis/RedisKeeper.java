package io.distcomp.redis;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Keeps the private Redis server of a node running: one that dies by itself (a crash, the system's
 * memory killer) is started again on the same port, password and files. Started and stopped by the
 * node, never on an event loop. Safe for many threads.
 */
public final class RedisKeeper {

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** One that lived so long did not die of its start. */
  private static final Duration HEALTHY = Duration.ofSeconds(30);

  private static final Duration TELL_EVERY = Duration.ofSeconds(30);
  private static final Duration END = Duration.ofSeconds(10);

  private final EmbeddedRedis.Options options;
  private final Consumer<String> warn;
  private final RandomGenerator random = new Random();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "distcomp-redis-keeper");
  private volatile EmbeddedRedis server;
  private volatile Consumer<EmbeddedRedis> onReplaced = fresh -> {};
  private Duration pause = Duration.ZERO;
  private long started = System.nanoTime();
  private long lastTold;
  private boolean told;

  private RedisKeeper(EmbeddedRedis.Options options, Consumer<String> warn, EmbeddedRedis server) {
    this.options = options;
    this.warn = warn;
    this.server = server;
  }

  /**
   * As {@link EmbeddedRedis#start}, and keeps it running from then on.
   *
   * @param warn hears of deaths and of starts that fail, the same not more often than every 30 s
   */
  public static RedisKeeper start(EmbeddedRedis.Options options, Consumer<String> warn)
      throws EmbeddedRedisException {
    EmbeddedRedis first = EmbeddedRedis.start(options);
    RedisKeeper keeper = new RedisKeeper(options.at(first.port()), warn, first);
    keeper.thread.setDaemon(true);
    keeper.thread.start();
    return keeper;
  }

  /** The one that runs now, or the last one that did. */
  public EmbeddedRedis server() {
    return server;
  }

  /** Calls back with each server that takes the place of a dead one, when it answers. */
  public void onReplaced(Consumer<EmbeddedRedis> handler) {
    onReplaced = handler;
  }

  /** Ends the server in order; it is not started again. */
  public void stop() {
    stopped.countDown();
    thread.interrupt();
    try {
      thread.join(END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void run() {
    try {
      while (!isStopped()) {
        if (server.endedWithin(LOOK) && !isStopped()) {
          revive();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it was stopped
    }
  }

  private void revive() throws InterruptedException {
    warn.accept("the embedded Redis " + server.pid() + " died; it is started again");
    if (System.nanoTime() - started > HEALTHY.toNanos()) {
      pause = Duration.ZERO;
    }
    boolean again = false;
    while (!again && !stopped.await(jittered(pause).toMillis(), TimeUnit.MILLISECONDS)) {
      pause = longer(pause);
      again = tryOnce();
    }
  }

  private boolean tryOnce() {
    try {
      server = EmbeddedRedis.start(options);
    } catch (EmbeddedRedisException e) {
      tell(e);
      return false;
    }
    started = System.nanoTime();
    told = false;
    onReplaced.accept(server);
    return true;
  }

  private void tell(EmbeddedRedisException e) {
    if (!isStopped() && (!told || System.nanoTime() - lastTold > TELL_EVERY.toNanos())) {
      told = true;
      lastTold = System.nanoTime();
      warn.accept("the embedded Redis does not start, it is tried again: " + e.getMessage());
    }
  }

  private static Duration longer(Duration pause) {
    Duration next = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
  }

  private Duration jittered(Duration pause) {
    return pause.isZero() ? pause : Duration.ofMillis(1 + random.nextLong(pause.toMillis()));
  }
}
