package io.distcomp.node;

import io.distcomp.bus.Channels;
import io.distcomp.bus.LocalMessage.AttemptFinished;
import io.distcomp.bus.LocalMessage.CapacityFreed;
import io.distcomp.bus.LocalMessage.TasksClaimed;
import io.distcomp.bus.LocalMessage.TasksRevoked;
import io.distcomp.process.ChildProcess;
import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.process.ProcessListener.Refusal;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts claimed tasks, ends those that take too long or that nobody wants any more, and hands what
 * became of each to the reporter.
 */
final class ExecutorVerticle extends VerticleBase implements RunListener.Events {

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorVerticle.class);
  private static final long LOOK_AGAIN_MS = 1000;

  private final NodeParts node;
  private final Commands commands;
  private final Runs runs;
  private final MemoryWatch memory;
  private final Admission admission;

  private @Nullable Inbox inbox;
  private @Nullable NodeCondition condition;
  private long batch;
  private boolean stopping;
  private boolean hurried;
  private boolean looksAgain;
  private boolean demandIsDue;
  private @Nullable Promise<Void> idle;

  ExecutorVerticle(NodeParts node) {
    this.node = node;
    commands = new Commands(node.info(), node::config, node.directory());
    runs = new Runs(() -> node.config().killGrace());
    memory = new MemoryWatch(node, runs, (ms, look) -> vertx.setTimer(ms, look), this::sendDemand);
    admission = new Admission(node, memory);
  }

  @Override
  public Future<?> start() {
    inbox = new Inbox(context, runs::hasUnstarted, this::sendDemandIfDue);
    condition = new NodeCondition(vertx, node, admission, inbox, runs::size, this::sendDemand);
    OutputFiles files = new OutputFiles(vertx, node.config().resultDir(), runs::child);
    node.bus().consume(Channels.CLAIMED, this::onClaimed);
    node.bus().consume(Channels.REVOKED, this::onRevoked);
    node.bus().consume(Channels.HURRY, hurry -> onHurry());
    node.bus().answer(Channels.OUTPUT, node.info().incarnation(), files::answer);
    node.live().onChange(() -> context.runOnContext(v -> sendDemand()));
    sendDemand();
    return Future.succeededFuture();
  }

  /** Lets running tasks end for the drain time, then kills them; completes when none is left. */
  @Override
  public Future<?> stop() {
    stopping = true;
    condition().stop();
    if (runs.isEmpty()) {
      return Future.succeededFuture();
    }
    Duration drain = node.config().drainTimeout();
    LOG.info("stopping: {} running task(s) get {} s", runs.size(), drain.toSeconds());
    idle = Promise.promise();
    vertx.setTimer(Math.max(1, drain.toMillis()), t -> runs.killAll(Run.End.STOPPED));
    if (hurried) {
      runs.killAll(Run.End.STOPPED);
    }
    return idle.future();
  }

  private NodeCondition condition() {
    return Objects.requireNonNull(condition);
  }

  // --- start

  private void onClaimed(TasksClaimed claimed) {
    batch = claimed.batch();
    String refusal = stopping || hurried ? "the node is stopping" : memory.refusal();
    if (refusal != null) {
      node.holdings().giveBack(node, claimed.claims(), refusal);
    } else {
      claimed.claims().forEach(this::start);
      memory.onRunning();
    }
    sendDemand();
  }

  private void start(Claim claim) {
    runs.killAll(claim.id(), Run.End.LOST); // an older run of it that this node has lost
    Run run = new Run(claim, node.clock().instant(), node.config().defaultTimeout());
    runs.add(run);
    admission.reserve(claim.spec().needs());
    try {
      node.spawner()
          .start(
              commands.of(claim),
              new RunListener(run, Objects.requireNonNull(inbox), node.clock(), this));
    } catch (RuntimeException e) { // else the task would hold its slot for ever
      LOG.warn("task {} cannot be started: {}", claim.id(), e.toString());
      onRefused(run, new Refusal(false, e.toString()), node.clock().instant());
    }
  }

  @Override
  public void onStarted(Run run, ChildProcess process, Instant at) {
    node.meters().spawned(run.sinceClaimed(at));
    runs.started(run, process, at);
    demandIsDue |= admission.started();
    Run.End end = run.end();
    if (end != null) {
      runs.kill(run, end);
      return;
    }
    Duration limit = run.limit();
    if (!limit.isZero()) {
      run.timer(
          vertx.setTimer(Math.max(1, limit.toMillis()), t -> runs.kill(run, Run.End.TIMED_OUT)));
    }
  }

  // --- end

  @Override
  public void onRefused(Run run, Refusal refusal, Instant at) {
    condition().refused(refusal);
    finish(run, Verdict.of(refusal, run.end(), run.limit()), Verdict.NOTHING_RAN, at);
  }

  @Override
  public void onExit(Run run, Exit exit, Instant at) {
    vertx.cancelTimer(run.timer());
    condition().exited(exit);
    finish(run, memory.outcome(run, exit), exit, at);
  }

  private void finish(Run run, Outcome outcome, Exit exit, Instant at) {
    runs.remove(run);
    admission.release(run.claim().spec().needs());
    AttemptReport report = run.report(node.info().name(), at, outcome, exit);
    node.holdings().finished(report);
    condition().ended(report);
    node.bus().send(Channels.FINISHED, new AttemptFinished(report));
    if (idle != null && runs.isEmpty()) {
      idle.tryComplete();
    }
    demandIsDue = true;
  }

  /** Once for all that ended since: one claim takes what would else be several. */
  private void sendDemandIfDue() {
    if (demandIsDue) {
      sendDemand();
    }
  }

  private void sendDemand() {
    demandIsDue = false;
    if (stopping || hurried) {
      return;
    }
    Demand demand = admission.demand(runs.size());
    node.bus().send(Channels.DEMAND, new CapacityFreed(demand, batch));
    if (admission.mayChangeByItself(demand) && !looksAgain) {
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

  private void onRevoked(TasksRevoked revoked) {
    revoked.cancelled().forEach(one -> runs.kill(one, Run.End.CANCELLED));
    revoked.lost().forEach(one -> runs.kill(one, Run.End.LOST));
  }

  private void onHurry() {
    hurried = true;
    runs.killAll(Run.End.STOPPED);
  }
}
