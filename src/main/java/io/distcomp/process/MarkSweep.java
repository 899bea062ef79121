package io.distcomp.process;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Kills every process whose mark fits a condition, with one look at {@code /proc} a round. Not safe
 * for threads: each user has its own.
 */
final class MarkSweep {
  private final ProcTable table = new ProcTable();
  private final Predicate<String> isLeftover;

  MarkSweep(Predicate<String> isLeftover) {
    this.isLeftover = isLeftover;
  }

  /** Sends KILL to all that fit and returns their process ids. */
  Set<Long> round() {
    Set<Long> found = new HashSet<>();
    table.forEach(entry -> found.add(entry.pid()));
    found.removeIf(pid -> !isLeftover(pid));
    found.forEach(this::kill);
    return found;
  }

  private boolean isLeftover(long pid) {
    String mark = table.markOf(pid);
    return mark != null && isLeftover.test(mark);
  }

  private void kill(long pid) {
    ProcessHandle.of(pid)
        // The handle is bound to one process; looking again shows that it is the right one.
        .filter(handle -> isLeftover(pid))
        .ifPresent(
            handle -> {
              boolean unused = handle.destroyForcibly();
            });
  }
}
