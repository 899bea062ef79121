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
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The working part of a node. It starts receivers before senders, and stops senders before
 * receivers: fetcher, executor (drains), reporter (flushes), heartbeat (gives up the lease). Used
 * by one thread.
 */
public final class Node {

  private final Vertx vertx;
  private final NodeParts parts;
  private final List<String> deployed = new ArrayList<>();

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
            new Health(),
            clock,
            random);
  }

  /** Registers and takes tasks. Fails with {@link NameTakenException} when the name is taken. */
  public Future<Void> start() {
    return deploy(new HeartbeatVerticle(parts))
        .compose(v -> deploy(new ReporterVerticle(parts)))
        .compose(v -> deploy(new FetcherVerticle(parts)))
        .compose(v -> deploy(new ExecutorVerticle(parts)));
  }

  public Health health() {
    return parts.health();
  }

  private Future<Void> deploy(Deployable verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployed::add).mapEmpty();
  }

  /** Takes no more tasks, lets running ones end for the drain time, records everything. */
  public Future<Void> stop() {
    parts.health().draining(true);
    if (deployed.size() < 4) {
      return undeploy(List.copyOf(deployed), 0);
    }
    return undeploy(List.of(deployed.get(2), deployed.get(3), deployed.get(1), deployed.get(0)), 0);
  }

  private Future<Void> undeploy(List<String> order, int at) {
    if (at == order.size()) {
      return Future.succeededFuture();
    }
    return vertx.undeploy(order.get(at)).compose(v -> undeploy(order, at + 1));
  }

  /** Kills what runs instead of waiting for it; only sensible after {@link #stop}. */
  public void hurry() {
    parts.bus().send(Channels.HURRY, new StopHurried());
  }
}
