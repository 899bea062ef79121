package io.distcomp.node;

import io.distcomp.bus.Bus;
import io.distcomp.bus.Channels;
import io.distcomp.bus.LocalMessage.StopHurried;
import io.distcomp.config.Config;
import io.distcomp.process.Spawner;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.NodeInfo;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.random.RandomGenerator;

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
      Config config,
      NodeInfo info,
      TaskQueue queue,
      Bus bus,
      Spawner spawner,
      Clock clock,
      RandomGenerator random) {
    this.vertx = vertx;
    parts =
        new NodeParts(
            info,
            config.node(),
            config.directory(),
            queue,
            bus,
            spawner,
            new Holdings(),
            new OutcomeStore(vertx, config.node().dataDir()),
            new Health(),
            MachineMemory.ofThisMachine(),
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
