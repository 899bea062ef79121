package io.distcomp.node;

import io.distcomp.process.ChildProcess;
import io.distcomp.task.Claim;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One claimed task on its way through a process. Confined to the executor's event loop. */
final class Run {

  /** Why this node ended a process. */
  enum End {
    TIMED_OUT,
    CANCELLED,
    /** Somebody else holds the task now. */
    LOST,
    /** The node is stopping. */
    STOPPED
  }

  private final Claim claim;
  private final Instant claimedAt;
  private @Nullable ChildProcess child;
  private @Nullable Instant startedAt;
  private @Nullable End end;
  private long timer = -1;

  Run(Claim claim, Instant claimedAt) {
    this.claim = claim;
    this.claimedAt = claimedAt;
  }

  Claim claim() {
    return claim;
  }

  @Nullable ChildProcess child() {
    return child;
  }

  /** Null when the process ended by itself. */
  @Nullable End end() {
    return end;
  }

  /** When the process started; before that, when the task arrived. */
  Instant startedAt() {
    return startedAt == null ? claimedAt : startedAt;
  }

  void started(ChildProcess process, Instant at) {
    child = process;
    startedAt = at;
  }

  long timer() {
    return timer;
  }

  void timer(long id) {
    timer = id;
  }

  /** The first reason counts. A process that has not started yet is killed when it has. */
  void kill(End reason, Duration grace) {
    if (end == null) {
      end = reason;
    }
    if (child != null) {
      child.kill(grace);
    }
  }
}
