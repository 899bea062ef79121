package io.distcomp.process;

import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills what earlier incarnations of a node left behind. For a node's start, before its first
 * claim; blocks for milliseconds as a rule.
 */
public final class OrphanSweep {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private OrphanSweep() {}

  /**
   * Kills every process whose mark is of this node and of another incarnation, until none is left
   * or 30 s are over (a process in an uninterruptible wait).
   *
   * @return how many processes there were
   */
  public static int killAll(NodeId node, Incarnation except) {
    String ours = Marks.ofNode(node);
    String living = Marks.ofIncarnation(node, except);
    MarkSweep sweep = new MarkSweep(mark -> mark.startsWith(ours) && !mark.startsWith(living));
    long end = System.nanoTime() + PATIENCE.toNanos();
    Set<Long> all = new HashSet<>();
    int emptyRounds = 0;
    // One look can miss a child whose parent ended during it.
    while (emptyRounds < 2 && System.nanoTime() - end < 0) {
      Set<Long> found = sweep.round();
      emptyRounds = found.isEmpty() ? emptyRounds + 1 : 0;
      all.addAll(found);
      LockSupport.parkNanos(found.isEmpty() ? 0 : PAUSE.toNanos());
    }
    return all.size();
  }
}
