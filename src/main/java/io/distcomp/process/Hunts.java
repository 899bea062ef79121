package io.distcomp.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All killings that are under way, served by one common look at {@code /proc} a round. {@link
 * #hunt} is for any thread; the rest happens on the keeper's thread.
 */
final class Hunts {
  private static final Logger LOG = LoggerFactory.getLogger(Hunts.class);
  private static final long FIRST_PAUSE_MS = 4;
  private static final long LONGEST_PAUSE_MS = 100;
  private static final long RECHECK_MS = 1;

  private final ScheduledExecutorService keeper;
  private final ProcTable table = new ProcTable();
  private final Map<Prey, Hunt> active = new HashMap<>();
  private long pauseMs = FIRST_PAUSE_MS;
  private long round;
  private boolean roundIsDue;

  Hunts(ScheduledExecutorService keeper) {
    this.keeper = keeper;
  }

  /**
   * Kills a command's group, and with {@code marked} also all that carries its mark. Asking again
   * while it is under way widens it and can only bring the KILL forward; it then ends once for all.
   *
   * @param request the caller's number, for {@link Prey#onGone}; each is larger than the one before
   */
  void hunt(Prey prey, int request, boolean marked, Duration grace) {
    long killAt = System.nanoTime() + grace.toNanos();
    keeper.execute(() -> begin(prey, request, marked, killAt));
  }

  private void begin(Prey prey, int request, boolean marked, long killAt) {
    active.computeIfAbsent(prey, p -> new Hunt(p, killAt)).join(request, marked, killAt);
    pauseMs = FIRST_PAUSE_MS;
    if (!roundIsDue) {
      roundIsDue = true;
      // Behind what waits already, so that many wishes at a time share one look.
      keeper.execute(this::round);
    }
  }

  private void round() {
    roundIsDue = false;
    try {
      pursueAll();
    } catch (RuntimeException e) {
      LOG.error("a round of killing failed and is repeated", e);
    } finally {
      scheduleNext();
    }
  }

  private void pursueAll() {
    boolean complete = look();
    long now = System.nanoTime();
    for (Hunt hunt : List.copyOf(active.values())) {
      if (hunt.pursue(now, table, complete)) {
        active.remove(hunt.prey);
        hunt.prey.onGone(hunt.request(), hunt.foundAny());
      }
    }
  }

  private boolean look() {
    Map<Long, Hunt> byGroup = new HashMap<>();
    Map<String, Hunt> byMark = new HashMap<>();
    for (Hunt hunt : active.values()) {
      if (hunt.prey.ownsGroup()) {
        byGroup.put(hunt.prey.pid(), hunt);
      }
      if (hunt.wantsMarked()) {
        byMark.put(hunt.prey.mark(), hunt);
      }
    }
    return table.forEach(entry -> assign(entry, byGroup, byMark));
  }

  private void assign(ProcTable.Entry entry, Map<Long, Hunt> byGroup, Map<String, Hunt> byMark) {
    Hunt hunt = byGroup.get(entry.group());
    if (hunt == null && !byMark.isEmpty()) {
      hunt = byMark.get(table.markOf(entry.pid()));
    }
    if (hunt != null) {
      hunt.see(entry);
    }
  }

  /** Only the newest schedule counts, so that a new hunt does not start a second chain. */
  private void scheduleNext() {
    long mine = ++round;
    if (!active.isEmpty()) {
      var unused = keeper.schedule(() -> roundIfNewest(mine), nextPauseMs(), TimeUnit.MILLISECONDS);
    }
  }

  private void roundIfNewest(long mine) {
    if (mine == round) {
      round();
    }
  }

  private long nextPauseMs() {
    if (active.values().stream().anyMatch(Hunt::looksEmpty)) {
      return RECHECK_MS;
    }
    long pause = pauseMs;
    pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    return Math.min(pause, untilFirstKill(pause));
  }

  private long untilFirstKill(long otherwise) {
    long now = System.nanoTime();
    return active.values().stream()
        .mapToLong(hunt -> hunt.killAtNanos() - now)
        .filter(left -> left > 0)
        .map(left -> 1 + TimeUnit.NANOSECONDS.toMillis(left))
        .min()
        .orElse(otherwise);
  }
}
