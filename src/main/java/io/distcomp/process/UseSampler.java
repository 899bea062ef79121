package io.distcomp.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Samples resident memory and CPU time of every running command's session with one look at {@code
 * /proc} for all, and sees to their {@link OomScore}. Rests while nothing runs. {@link #wake} and
 * {@link #memoryBytes} are for any thread; the rest happens on the keeper's.
 *
 * <p>Resident and not proportional memory: the latter makes the kernel walk all page tables.
 */
final class UseSampler {
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

  UseSampler(ScheduledExecutorService keeper, Roster roster) {
    this.keeper = keeper;
    this.roster = roster;
  }

  /** To be called after a command was put into the roster. */
  void wake() {
    if (possible && !awake.get() && awake.compareAndSet(false, true)) {
      schedule(TICK_MS);
    }
  }

  /** Resident memory of all that runs, by the last samples; for any thread. */
  OptionalLong memoryBytes() {
    return possible
        ? OptionalLong.of(
            roster.running().stream().mapToLong(r -> r.session().last().memoryBytes()).sum())
        : OptionalLong.empty();
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
    if (roster.running().stream().anyMatch(r -> r.session().isDue(before))) {
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
    Map<Long, Sum> sums = new HashMap<>();
    for (Running running : roster.running()) {
      if (running.ownsGroup()) {
        sums.put(running.pid(), new Sum());
      }
    }
    table.forEach(entry -> add(entry, sums));
    scores.endOfLook();
    for (Running running : roster.running()) {
      Sum sum = sums.get(running.pid());
      if (sum != null) {
        running.session().observe(sum.pages * pageSize, sum.cpu(), now);
      }
    }
  }

  private void add(ProcTable.Entry entry, Map<Long, Sum> sums) {
    Sum sum = sums.get(entry.session());
    if (sum != null) {
      sum.pages += entry.residentPages();
      sum.ticks += entry.cpuTicks();
      scores.see(entry);
    }
  }

  /** Over the processes of one session. */
  private static final class Sum {
    /** The kernel's USER_HZ, 100 on every machine that Java runs on. */
    private static final int TICK_MILLIS = 10;

    private long pages;
    private long ticks;

    private Duration cpu() {
      return Duration.ofMillis(ticks * TICK_MILLIS);
    }
  }
}
