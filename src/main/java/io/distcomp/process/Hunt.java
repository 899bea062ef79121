package io.distcomp.process;

import io.distcomp.process.Prey.Signal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The killing of one command's processes: TERM until a time, then KILL until none is left. Only
 * {@link Hunts} uses it, on the keeper's thread.
 */
final class Hunt {
  final Prey prey;
  private final Set<Long> termed = new HashSet<>();
  private final List<ProcTable.Entry> seen = new ArrayList<>();
  private long killAtNanos;
  private int request;
  private boolean marked;
  private boolean foundAny;
  private boolean groupTermed;
  private boolean groupSignalled;
  private int emptyRounds;

  Hunt(Prey prey, long killAtNanos) {
    this.prey = prey;
    this.killAtNanos = killAtNanos;
  }

  /** A wish: of several the wider set and the earlier time count. */
  void join(int newestRequest, boolean alsoMarked, long otherKillAt) {
    request = newestRequest;
    if (alsoMarked && !marked) {
      emptyRounds = 0;
    }
    marked |= alsoMarked;
    if (otherKillAt - killAtNanos < 0) {
      killAtNanos = otherKillAt;
    }
  }

  int request() {
    return request;
  }

  boolean wantsMarked() {
    return marked;
  }

  long killAtNanos() {
    return killAtNanos;
  }

  void see(ProcTable.Entry entry) {
    seen.add(entry);
  }

  /**
   * Signals what was seen since the last round. True when it is over: two rounds saw nothing,
   * because one look can miss a child whose parent ended during it.
   */
  boolean pursue(long nowNanos, ProcTable table, boolean lookWasComplete) {
    List<ProcessHandle> relatives = prey.relatives();
    boolean empty = lookWasComplete && seen.isEmpty() && relatives.isEmpty();
    emptyRounds = empty ? emptyRounds + 1 : 0;
    foundAny |= !relatives.isEmpty() || seen.stream().anyMatch(entry -> !entry.exiting());
    Signal signal = nowNanos - killAtNanos >= 0 ? Signal.KILL : Signal.TERM;
    if (!empty) {
      signalAll(signal, relatives, table);
    }
    seen.clear();
    return emptyRounds >= 2;
  }

  boolean looksEmpty() {
    return emptyRounds > 0;
  }

  boolean foundAny() {
    return foundAny;
  }

  private void signalAll(Signal signal, List<ProcessHandle> relatives, ProcTable table) {
    boolean wholeGroup = signalGroup(signal);
    for (ProcTable.Entry entry : seen) {
      if (!(wholeGroup && entry.group() == prey.pid())) {
        signalOne(signal, entry, table);
      }
    }
    relatives.forEach(handle -> send(signal, handle));
  }

  /** TERM goes to a group once: a second one could run a trap twice. */
  private boolean signalGroup(Signal signal) {
    if (signal == Signal.KILL || !groupTermed) {
      groupTermed |= signal == Signal.TERM;
      groupSignalled = prey.signalGroup(signal);
    }
    return groupSignalled;
  }

  private void signalOne(Signal signal, ProcTable.Entry entry, ProcTable table) {
    ProcessHandle.of(entry.pid())
        .filter(handle -> isStill(entry, table))
        .ifPresent(handle -> send(signal, handle));
  }

  /**
   * The handle knows its start time and refuses another process; this checks what it was made of.
   */
  private static boolean isStill(ProcTable.Entry entry, ProcTable table) {
    ProcTable.Entry now = table.entry(entry.pid());
    return now != null && now.startTime() == entry.startTime();
  }

  private void send(Signal signal, ProcessHandle handle) {
    if (signal == Signal.KILL) {
      boolean unused = handle.destroyForcibly();
    } else if (termed.add(handle.pid())) {
      boolean unused = handle.destroy();
    }
  }
}
