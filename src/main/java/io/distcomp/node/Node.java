package io.distcomp.node;

import io.distcomp.bus.Bus;
import io.distcomp.bus.Channels;
import io.distcomp.bus.LocalMessage.StopHurried;
import io.distcomp.config.Config;
import io.distcomp.config.LiveConfig;
import io.distcomp.process.Spawner;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.Meters;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeMeasures;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The working part of a node. It starts receivers before senders, and stops senders before
 * receivers: fetcher, executor (drains), reporter (flushes), heartbeat (gives up the lease),
 * outcomes on disk. Used by one thread.
 */
public final class Node {

  private final Vertx vertx;
  private final NodeParts parts;
  private final Deque<String> deployed = new ConcurrentLinkedDeque<>();

  /** All that is given stays the caller's and is closed by it, after {@link #stop}. */
  public Node(
      Vertx vertx,
      LiveConfig config,
      NodeInfo info,
      TaskQueue queue,
      Bus bus,
      Spawner spawner,
      Meters meters,
      Clock clock,
      RandomGenerator random) {
    this.vertx = vertx;
    parts =
        new NodeParts(
            info,
            config,
            config.now().directory(),
            queue,
            bus,
            spawner,
            new Holdings(),
            new Turnover(queue),
            new Activity(),
            new OutcomeStore(vertx, config.now().node().dataDir()),
            new Health(),
            MachineMemory.ofThisMachine(),
            meters,
            clock,
            random);
  }

  /**
   * Records what an earlier start of this data_dir left on its disk; takes as long as that takes.
   * Fails when the queue does not answer, and what is not recorded stays on the disk.
   */
  public Future<Void> recordLeft() {
    return new LeftOutcomes(vertx, parts).record();
  }

  /**
   * Registers and takes tasks, after {@link #recordLeft}. Fails with {@link NameTakenException}
   * when the name is taken.
   */
  public Future<Void> start() {
    return deploy(new HeartbeatVerticle(parts)).compose(v -> deploy(new WorkVerticle(parts)));
  }

  public Health health() {
    return parts.health();
  }

  /** How much of everything there is just now; for any thread. */
  public NodeMeasures measures() {
    Config.Node config = parts.config();
    Health.Spooled spooled = parts.health().spooled();
    return new NodeMeasures(
        parts.info().slots(),
        parts.holdings().size(),
        parts.info().capacity(),
        parts.activity().reserved(),
        parts.spawner().memoryBytes().orElse(Long.MAX_VALUE),
        parts.memory().availableBytes(),
        config.memoryAcceptBytes(),
        config.memoryReturnBytes(),
        parts.holdings().waitingBytes(),
        spooled.outcomes(),
        spooled.bytes());
  }

  /** What people should know of this node, though it takes tasks; null when there is nothing. */
  public void notice(@Nullable String text) {
    parts.health().notice(text);
  }

  /**
   * Calls once when the node has had nothing to do for as long as the configuration says, and
   * nobody needs it. Called after {@link #start}.
   *
   * @param holdsRedis the queue ends with this node
   */
  public void leaveWhenIdle(boolean holdsRedis, Runnable leave) {
    new IdleExit(vertx, parts, holdsRedis, leave).start();
  }

  private Future<Void> deploy(Deployable part) {
    return vertx.deployVerticle(part).onSuccess(deployed::push).mapEmpty();
  }

  /** Takes no more tasks, lets running ones end for the drain time, records everything. */
  public Future<Void> stop() {
    parts.health().draining(true);
    return undeploy().eventually(parts.outcomes()::close);
  }

  private Future<Void> undeploy() {
    return deployed.isEmpty()
        ? Future.succeededFuture()
        : vertx.undeploy(deployed.pop()).compose(v -> undeploy());
  }

  /** Kills what runs instead of waiting for it; only sensible after {@link #stop}. */
  public void hurry() {
    parts.bus().send(Channels.HURRY, new StopHurried());
  }
}
