package io.distcomp.node;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.task.Outcome;
import io.vertx.core.Handler;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the machine's memory while tasks run: kills the task that the guard wants to go, and
 * finds out whom the kernel killed. Rests while nothing runs. Confined to the executor's event
 * loop.
 */
final class MemoryWatch {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);

  /** Calls back on the event loop. */
  interface Timer {
    void after(long millis, Handler<Long> action);
  }

  private final NodeParts node;
  private final Runs runs;
  private final MemoryGuard guard;
  private final MemoryGate gate;
  private final OomKills kills;
  private final Timer timer;
  private final Runnable changed;
  private boolean looking;
  private boolean wasShort;

  /** {@code changed} is called when tasks may be taken again, or no longer. */
  MemoryWatch(NodeParts node, Runs runs, Timer timer, Runnable changed) {
    this.node = node;
    this.runs = runs;
    this.timer = timer;
    this.changed = changed;
    guard = new MemoryGuard(trigger(), accept(), node.clock());
    gate = new MemoryGate(node.memory(), this::accept, guard, node.health(), node.clock());
    kills = new OomKills(node.memory().oomCounter(), node.clock());
  }

  /** Whether no task is to be claimed now. */
  boolean isShort() {
    guard.limits(trigger(), accept());
    return gate.isShort();
  }

  /** Why what was just claimed cannot be started; null when it can. */
  @Nullable String refusal() {
    return isShort() ? "the node has just run short of memory" : null;
  }

  /** Tasks begin to run. */
  void onRunning() {
    if (!looking && !runs.isEmpty()) {
      kills.lookIfStale();
      lookLater();
    }
  }

  /** How an attempt ended: the kernel may have killed it because memory was used up. */
  Outcome outcome(Run run, Exit exit) {
    boolean outOfMemory =
        Verdict.looksOutOfMemory(exit, run.end())
            && kills.explain(run.startedAt(), exit.peakMemoryBytes(), runs.largestPeak());
    return outOfMemory ? Verdict.outOfMemory(exit) : Verdict.of(exit, run.end(), run.limit());
  }

  private void lookLater() {
    looking = true;
    timer.after(guard.nextLook().toMillis(), t -> look());
  }

  private void look() {
    looking = false;
    guard.limits(trigger(), accept());
    Run victim = guard.victim();
    if (victim != null && !runs.contains(victim)) {
      guard.victimIsGone();
    }
    gate.measure();
    kills.lookIfStale();
    if (guard.wantsVictim()) {
      kill(runs.newest());
    }
    boolean isShort = guard.shortSince() != null;
    if (wasShort != isShort) {
      wasShort = isShort;
      changed.run();
    }
    onRunning();
  }

  private void kill(@Nullable Run victim) {
    if (victim == null) { // those that run are being killed already
      return;
    }
    guard.chosen(victim);
    LOG.warn(
        "memory is short: {} GB free, {} wanted; task {}, which started last and has shown {} GB, goes"
            + " back to the queue",
        gb(guard.available()),
        gb(trigger()),
        victim.claim().id(),
        gb(Objects.requireNonNull(victim.child()).use().peakMemoryBytes()));
    runs.kill(victim, Run.End.MEMORY);
  }

  private long trigger() {
    return node.config().memoryReturnBytes();
  }

  private long accept() {
    return node.config().memoryAcceptBytes();
  }

  private static String gb(long bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / (double) (1L << 30));
  }
}
