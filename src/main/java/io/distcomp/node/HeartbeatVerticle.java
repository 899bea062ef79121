package io.distcomp.node;

import io.distcomp.bus.Channels;
import io.distcomp.bus.ClusterEvent.NodeChanged;
import io.distcomp.bus.LocalMessage.DrainAsked;
import io.distcomp.bus.LocalMessage.TasksRevoked;
import io.distcomp.bus.LoopLag;
import io.distcomp.queue.TaskQueue.Registered;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.queue.TaskQueue.Wake;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node's lease, reconciles what the node holds with what Redis says, and puts the tasks
 * of dead nodes back. On a connection of its own, so that work cannot hold it up.
 */
final class HeartbeatVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(HeartbeatVerticle.class);

  private final NodeParts node;
  private final QuietLog trouble;

  private boolean renewing;
  private boolean again;
  private boolean draining;
  private boolean stopped;
  private @Nullable Reaper reaper;
  private @Nullable Upkeep upkeep;
  private @Nullable Sampler sampler;
  private long timer = -1;
  private Runnable endOfLag = () -> {};

  HeartbeatVerticle(NodeParts node) {
    this.node = node;
    trouble = new QuietLog(LOG, node.clock(), "renewing the lease", node.health());
  }

  @Override
  public Future<?> start() {
    endOfLag = LoopLag.measure(vertx, "heartbeat", node.meters());
    reaper = new Reaper(vertx, node);
    upkeep = new Upkeep(vertx, node);
    sampler = new Sampler(vertx, node);
    node.bus().consume(Channels.LEASE, doubt -> renew());
    return register()
        .compose(v -> reaper().reapAll())
        .compose(v -> node.queue().onWake(wake -> context.runOnContext(x -> onWake(wake))))
        .onSuccess(
            v -> {
              renewIn(1); // says when it comes again
              reaper().start();
              Objects.requireNonNull(upkeep).start();
              Objects.requireNonNull(sampler).start();
            });
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    endOfLag.run();
    reaper().stop();
    Objects.requireNonNull(upkeep).stop();
    Objects.requireNonNull(sampler).stop();
    vertx.cancelTimer(timer);
    return renewal() // gives back what a lost reply left behind, so that it counts as no loss
        .compose(v -> node.queue().deregister(node.info().incarnation()))
        .onSuccess(v -> tellOthers());
  }

  private Reaper reaper() {
    return Objects.requireNonNull(reaper);
  }

  private Future<Void> register() {
    return node.queue().register(node.present(), node.config().lease()).compose(this::registered);
  }

  private Future<Void> registered(Registered answer) {
    if (!answer.accepted()) {
      return Future.failedFuture(
          new NameTakenException(node.info().name(), node.info().id(), answer.holder()));
    }
    tellOthers();
    return Future.succeededFuture();
  }

  private void tellOthers() {
    node.bus().publish(Channels.EVENTS, new NodeChanged(node.info().name()));
  }

  private void onWake(Wake wake) {
    if (wake == Wake.CONTROL) {
      renew();
    }
  }

  // --- the lease

  private void renew() {
    if (renewing || stopped) {
      again = true;
      return;
    }
    renewing = true;
    again = false;
    renewal()
        .compose(this::onRenewed)
        .onComplete(
            done -> {
              renewing = false;
              if (done.succeeded()) {
                trouble.succeeded();
              } else {
                onTrouble(done.cause());
              }
              renewIn(again ? 1 : pause());
            });
  }

  private Future<Renewed> renewal() {
    long settled = node.holdings().settled();
    return node.queue()
        .renew(
            new Renewal(
                node.info().incarnation(),
                node.config().lease(),
                every(),
                settled,
                node.holdings().list(),
                node.memory().availableBytes()));
  }

  private Future<Void> onRenewed(Renewed answer) {
    if (stopped) { // a lease taken now would stay
      return Future.succeededFuture();
    }
    if (!answer.known()) {
      LOG.warn(
          "the lease of this node has ended and its tasks were given to others; it takes part again");
      return register();
    }
    if (!answer.lost().isEmpty() || !answer.cancelled().isEmpty()) {
      node.bus().send(Channels.REVOKED, new TasksRevoked(answer.cancelled(), answer.lost()));
    }
    if (answer.draining() != draining) {
      draining = answer.draining();
      node.health().draining(draining);
      LOG.info(draining ? "draining: no new tasks are taken" : "taking tasks again");
      node.bus().send(Channels.DRAIN, new DrainAsked(draining));
    }
    tellOthers();
    return Future.succeededFuture();
  }

  private void onTrouble(Throwable cause) {
    trouble.failed(cause);
    reaper().onTrouble();
  }

  private void renewIn(long millis) {
    vertx.cancelTimer(timer);
    if (!stopped) {
      timer = vertx.setTimer(millis, t -> renew());
    }
  }

  /** The lease is renewed every third of it, sooner where people want to see more. */
  private Duration every() {
    Duration third = node.config().lease().dividedBy(3);
    Duration report = node.config().healthReport();
    return third.compareTo(report) < 0 ? third : report;
  }

  /** With 10 % jitter. */
  private long pause() {
    long millis = every().toMillis();
    return Math.max(1, millis * 9 / 10 + node.random().nextLong(1 + millis / 5));
  }
}
