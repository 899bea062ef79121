package io.distcomp.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Samples the resident memory of every running command's session with one look at {@code /proc} for
 * all, and sees to their {@link OomScore}. Rests while nothing runs. {@link #wake} is for any
 * thread; the rest happens on the keeper's.
 *
 * <p>Resident and not proportional memory: the latter makes the kernel walk all page tables.
 */
final class MemorySampler {
  private static final long TICK_MS = 50;

  /** A look takes at most one part in so many of the keeper's time. */
  private static final long COST_FACTOR = 20;

  private final ScheduledExecutorService keeper;
  private final Roster roster;
  private final boolean possible = ProcTable.exists();
  private final long pageSize = ProcTable.pageSize();
  private final ProcTable table = new ProcTable();
  private final OomScore scores = new OomScore(Path.of("/proc"));
  private final AtomicBoolean awake = new AtomicBoolean();

  MemorySampler(ScheduledExecutorService keeper, Roster roster) {
    this.keeper = keeper;
    this.roster = roster;
  }

  /** To be called after a command was put into the roster. */
  void wake() {
    if (possible && !awake.get() && awake.compareAndSet(false, true)) {
      schedule(TICK_MS);
    }
  }

  private void schedule(long delayMs) {
    var unused = keeper.schedule(this::tick, delayMs, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    if (roster.running().isEmpty()) {
      rest();
      return;
    }
    long before = System.nanoTime();
    if (roster.running().stream().anyMatch(r -> r.memory().isDue(before))) {
      sample(before);
    }
    long costMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
    schedule(Math.max(TICK_MS, COST_FACTOR * costMs));
  }

  private void rest() {
    awake.set(false);
    // A command that came in between saw the sampler awake and did not wake it.
    if (!roster.running().isEmpty()) {
      wake();
    }
  }

  private void sample(long now) {
    Map<Long, long[]> pages = new HashMap<>();
    for (Running running : roster.running()) {
      if (running.ownsGroup()) {
        pages.put(running.pid(), new long[1]);
      }
    }
    table.forEach(entry -> add(entry, pages));
    scores.endOfLook();
    for (Running running : roster.running()) {
      long[] sum = pages.get(running.pid());
      if (sum != null) {
        running.memory().observe(sum[0] * pageSize, now);
      }
    }
  }

  private void add(ProcTable.Entry entry, Map<Long, long[]> pages) {
    long[] sum = pages.get(entry.session());
    if (sum != null) {
      sum[0] += entry.residentPages();
      scores.see(entry);
    }
  }
}
