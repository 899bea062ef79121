package io.distcomp.node;

import io.distcomp.process.ChildProcess;
import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Held;
import io.distcomp.task.Outcome;
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
    STOPPED,
    /** The machine was short of memory. */
    MEMORY
  }

  private final Claim claim;
  private final Instant claimedAt;
  private final Duration limit;
  private @Nullable ChildProcess child;
  private @Nullable Instant startedAt;
  private @Nullable End end;
  private long timer = -1;

  Run(Claim claim, Instant claimedAt, Duration defaultLimit) {
    this.claim = claim;
    this.claimedAt = claimedAt;
    Duration own = claim.spec().timeout();
    limit = own == null ? defaultLimit : own;
  }

  Claim claim() {
    return claim;
  }

  boolean is(Held one) {
    return one.equals(new Held(claim.id(), claim.token()));
  }

  /** How long it may run; zero means no limit. */
  Duration limit() {
    return limit;
  }

  /** What the reporter records. */
  AttemptReport report(String node, Instant endedAt, Outcome outcome, Exit exit) {
    Attempt attempt =
        new Attempt(
            node,
            startedAt(),
            endedAt,
            outcome,
            exit.cpu(),
            exit.peakMemoryBytes(),
            exit.backgroundKilled());
    return new AttemptReport(claim.id(), claim.token(), attempt, exit.stdout(), exit.stderr());
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

  /** How long the task has waited for its process. */
  Duration sinceClaimed(Instant at) {
    Duration waited = Duration.between(claimedAt, at);
    return waited.isNegative() ? Duration.ZERO : waited; // the clock may be set back
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
