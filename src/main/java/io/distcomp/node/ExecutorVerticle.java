package io.distcomp.node;

import io.distcomp.bus.Channels;
import io.distcomp.bus.LocalMessage.AttemptFinished;
import io.distcomp.bus.LocalMessage.CapacityFreed;
import io.distcomp.bus.LocalMessage.TasksClaimed;
import io.distcomp.bus.LocalMessage.TasksRevoked;
import io.distcomp.process.ChildProcess;
import io.distcomp.process.ProcessListener;
import io.distcomp.queue.TaskQueue.Held;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts claimed tasks, ends those that take too long or that nobody wants any more, and hands what
 * became of each to the reporter.
 */
final class ExecutorVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorVerticle.class);
  private static final long LOOK_AGAIN_MS = 1000;
  private static final long MAX_WAITING_BYTES = 64 << 20;

  private final NodeParts node;
  private final Commands commands;
  private final Capacity capacity;
  private final MemoryGate memory;
  private final SickPause sick;
  private final Map<Held, Run> runs = new LinkedHashMap<>();
  private final int maxUnreported;

  private long batch;
  private boolean stopping;
  private boolean hurried;
  private boolean looksAgain;
  private @Nullable Promise<Void> idle;

  ExecutorVerticle(NodeParts node) {
    this.node = node;
    commands = new Commands(node.info(), node.config(), node.directory());
    capacity = new Capacity(node.info().capacity(), node.info().slots());
    memory = new MemoryGate(node.config().memoryAcceptBytes(), node.clock());
    sick = new SickPause(node.clock());
    maxUnreported = Math.max(1000, 4 * node.info().slots());
  }

  @Override
  public Future<?> start() {
    OutputFiles files = new OutputFiles(vertx, node.config().resultDir(), id -> child(id));
    node.bus().consume(Channels.CLAIMED, this::onClaimed);
    node.bus().consume(Channels.REVOKED, this::onRevoked);
    node.bus().consume(Channels.HURRY, hurry -> onHurry());
    node.bus().answer(Channels.OUTPUT, node.info().incarnation(), files::answer);
    sendDemand();
    return Future.succeededFuture();
  }

  /** Lets running tasks end for the drain time, then kills them; completes when none is left. */
  @Override
  public Future<?> stop() {
    stopping = true;
    if (runs.isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.info(
        "stopping: {} running task(s) get {} s",
        runs.size(),
        node.config().drainTimeout().toSeconds());
    idle = Promise.promise();
    vertx.setTimer(Math.max(1, node.config().drainTimeout().toMillis()), t -> killAll());
    if (hurried) {
      killAll();
    }
    return idle.future();
  }

  // --- start
  // ----------------------------------------------------------------------------------------

  private void onClaimed(TasksClaimed claimed) {
    batch = claimed.batch();
    if (stopping || hurried) {
      giveBack(claimed.claims());
      return;
    }
    claimed.claims().forEach(this::start);
    sendDemand();
  }

  private void giveBack(List<Claim> claims) {
    List<Held> held = claims.stream().map(c -> new Held(c.id(), c.token())).toList();
    node.queue()
        .release(held, node.info().name(), "the node is stopping")
        .onSuccess(n -> held.forEach(h -> node.holdings().done(h.id(), h.token())))
        .onFailure(
            e ->
                LOG.warn(
                    "{} claimed task(s) come back when the lease ends: {}",
                    held.size(),
                    e.getMessage()));
  }

  private void start(Claim claim) {
    kill(claim.id(), Run.End.LOST); // an older run of it that this node has lost
    Run run = new Run(claim, node.clock().instant());
    runs.put(new Held(claim.id(), claim.token()), run);
    capacity.reserve(claim.spec().needs());
    try {
      node.spawner().start(commands.of(claim), listener(run));
    } catch (RuntimeException e) { // else the task would hold its slot for ever
      LOG.warn("task {} cannot be started: {}", claim.id(), e.toString());
      onRefused(run, new ProcessListener.Refusal(false, e.toString()));
    }
  }

  private ProcessListener listener(Run run) {
    return new ProcessListener() {
      @Override
      public void onStarted(ChildProcess process) {
        context.runOnContext(v -> ExecutorVerticle.this.onStarted(run, process));
      }

      @Override
      public void onRefused(Refusal refusal) {
        context.runOnContext(v -> ExecutorVerticle.this.onRefused(run, refusal));
      }

      @Override
      public void onExit(Exit exit) {
        context.runOnContext(v -> ExecutorVerticle.this.onExit(run, exit));
      }
    };
  }

  private void onStarted(Run run, ChildProcess process) {
    run.started(process, node.clock().instant());
    Run.End end = run.end();
    if (end != null) {
      run.kill(end, node.config().killGrace());
      return;
    }
    Duration limit = limit(run);
    if (!limit.isZero()) {
      run.timer(
          vertx.setTimer(
              Math.max(1, limit.toMillis()),
              t -> run.kill(Run.End.TIMED_OUT, node.config().killGrace())));
    }
  }

  private Duration limit(Run run) {
    Duration own = run.claim().spec().timeout();
    return own == null ? node.config().defaultTimeout() : own;
  }

  // --- end
  // ------------------------------------------------------------------------------------------

  private void onRefused(Run run, ProcessListener.Refusal refusal) {
    if (refusal.nodeIsSick()) {
      onSick(refusal.reason());
    }
    finish(
        run,
        Verdict.of(refusal, run.end(), limit(run)),
        new ProcessListener.Exit(
            null, null, null, null, false, CapturedStream.EMPTY, CapturedStream.EMPTY, null));
  }

  private void onExit(Run run, ProcessListener.Exit exit) {
    vertx.cancelTimer(run.timer());
    if (exit.outputError() == null) {
      sick.succeeded();
    } else {
      onSick(exit.outputError());
    }
    finish(run, Verdict.of(exit, run.end(), limit(run)), exit);
  }

  private void onSick(String reason) {
    if (!sick.isOn()) {
      LOG.warn("no tasks are taken for a while: {}", reason);
    }
    sick.failed();
  }

  private void finish(Run run, Outcome outcome, ProcessListener.Exit exit) {
    Claim claim = run.claim();
    runs.remove(new Held(claim.id(), claim.token()));
    capacity.release(claim.spec().needs());
    Attempt attempt =
        new Attempt(
            node.info().name(),
            run.startedAt(),
            node.clock().instant(),
            outcome,
            exit.cpu(),
            exit.peakMemoryBytes(),
            exit.backgroundKilled());
    AttemptReport report =
        new AttemptReport(claim.id(), claim.token(), attempt, exit.stdout(), exit.stderr());
    node.holdings().waiting(report.inlineBytes());
    node.bus().send(Channels.FINISHED, new AttemptFinished(report));
    if (idle != null && runs.isEmpty()) {
      idle.tryComplete();
    }
    sendDemand();
  }

  private void sendDemand() {
    if (stopping) {
      return;
    }
    int unreported = node.holdings().size() - runs.size();
    boolean mustWait =
        memory.isShort() || sick.isOn() || node.holdings().waitingBytes() > MAX_WAITING_BYTES;
    Demand demand = capacity.demand(mustWait, unreported, maxUnreported);
    node.bus().send(Channels.DEMAND, new CapacityFreed(demand, batch));
    if (demand.isNothing() && capacity.hasFreeSlot() && !looksAgain) {
      looksAgain = true;
      vertx.setTimer(LOOK_AGAIN_MS, t -> lookAgain());
    }
  }

  /** No task may be left whose end would ask for more. */
  private void lookAgain() {
    looksAgain = false;
    sendDemand();
  }

  // --- kill
  // -----------------------------------------------------------------------------------------

  private void onRevoked(TasksRevoked revoked) {
    revoked.cancelled().forEach(id -> kill(id, Run.End.CANCELLED));
    revoked.lost().forEach(id -> kill(id, Run.End.LOST));
  }

  private void kill(io.distcomp.task.TaskId id, Run.End reason) {
    for (Run run : runs.values()) {
      if (run.claim().id().equals(id)) {
        run.kill(reason, node.config().killGrace());
      }
    }
  }

  private void onHurry() {
    hurried = true;
    killAll();
  }

  private void killAll() {
    new ArrayList<>(runs.values())
        .forEach(run -> run.kill(Run.End.STOPPED, node.config().killGrace()));
  }

  private @Nullable ChildProcess child(io.distcomp.task.TaskId id) {
    for (Run run : runs.values()) {
      if (run.claim().id().equals(id)) {
        return run.child();
      }
    }
    return null;
  }
}
