package io.distcomp.process;

import io.distcomp.task.Counted;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a spawner that times, kills and samples. Any thread of the spawner may call it.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  private final ScheduledThreadPoolExecutor thread;
  private final Hunts hunts;
  private final UseSampler sampler;
  private final MarkSweep leftovers;

  Keeper(SpawnerSettings settings, Roster roster) {
    thread = new ScheduledThreadPoolExecutor(1, Threads.named("distcomp-keeper"));
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    hunts = new Hunts(thread);
    sampler = new UseSampler(thread, roster);
    leftovers = new MarkSweep(mark -> mark.startsWith(settings.owner()) && !roster.isCurrent(mark));
    long sweepMs = settings.sweepEvery().toMillis();
    var unused =
        thread.scheduleWithFixedDelay(this::sweep, sweepMs, sweepMs, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    int count = leftovers.round().size();
    if (count > 0) {
      String what = Counted.of(count, "process");
      LOG.info("killed {} that had left the group of a command that is over", what);
    }
  }

  void after(Duration delay, Runnable action) {
    var unused = thread.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** See {@link Hunts#hunt}. */
  void hunt(Prey prey, int request, boolean marked, Duration grace) {
    hunts.hunt(prey, request, marked, grace);
  }

  /** Of all that runs; empty where the system does not tell. */
  OptionalLong memoryBytes() {
    return sampler.memoryBytes();
  }

  void onRunning() {
    sampler.wake();
  }

  /** Kills what left the groups, then ends the thread. */
  @Override
  public void close() {
    thread.execute(this::sweep);
    thread.shutdown();
    Threads.join(() -> thread.awaitTermination(5, TimeUnit.SECONDS));
  }
}
