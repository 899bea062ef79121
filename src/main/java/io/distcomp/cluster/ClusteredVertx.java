package io.distcomp.cluster;

import io.distcomp.config.Config;
import io.distcomp.queue.Members;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's Vert.x instance, whose event bus reaches the other nodes once Hazelcast has joined
 * them. Started and closed by the composition root; everybody else gets the {@link Vertx}.
 *
 * <p>{@link #start} does not wait for Hazelcast: the same instance works alone, in the cluster and
 * alone again. Joining, trying again and joining anew after a loss happen in the background, so no
 * verticle has to be moved. Consumers may be registered at any time.
 */
public final class ClusteredVertx {

  private static final Logger LOG = LoggerFactory.getLogger(ClusteredVertx.class);
  private static final int PING_MILLIS = 5_000;
  private static final int CONNECT_MILLIS = 3_000;
  private static final Duration UNREGISTER_LIMIT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final @Nullable ClusterJoiner joiner;
  private final Optional<String> notice;

  private ClusteredVertx(Vertx vertx, @Nullable ClusterJoiner joiner, @Nullable String notice) {
    this.vertx = vertx;
    this.joiner = joiner;
    this.notice = Optional.ofNullable(notice);
  }

  /**
   * Starts Vert.x, and begins to join when the configuration wants it. Blocks shortly to look up
   * and try cluster_host. An address that cannot be bound costs the cluster, not the node: see
   * {@link #status}.
   *
   * @param builder {@code Vertx::builder}, or one with metrics; asked again for the fallback
   * @param options of the node; the event bus part is overwritten
   * @param members the list, reached through the new instance
   */
  public static Future<ClusteredVertx> start(
      Supplier<VertxBuilder> builder,
      VertxOptions options,
      Config.Cluster cluster,
      Function<Vertx, Members> members) {
    if (!cluster.enabled()) {
      return alone(builder, options, null);
    }
    try {
      BindAddress bind = BindAddress.of(cluster.host());
      return clustered(builder, options, cluster, bind, members)
          .recover(e -> unusable(builder, options, cluster, e));
    } catch (IOException e) {
      return unusable(builder, options, cluster, e);
    }
  }

  private static Future<ClusteredVertx> alone(
      Supplier<VertxBuilder> builder, VertxOptions options, @Nullable String notice) {
    return Future.succeededFuture(
        new ClusteredVertx(builder.get().with(options).build(), null, notice));
  }

  private static Future<ClusteredVertx> unusable(
      Supplier<VertxBuilder> builder, VertxOptions options, Config.Cluster cluster, Throwable e) {
    String notice =
        "live events of other nodes are off: cluster_host %s cannot be used here (%s)"
            .formatted(cluster.host(), e.getMessage());
    LOG.warn(notice);
    return alone(builder, options, notice);
  }

  private static Future<ClusteredVertx> clustered(
      Supplier<VertxBuilder> builder,
      VertxOptions options,
      Config.Cluster cluster,
      BindAddress bind,
      Function<Vertx, Members> members) {
    LateClusterManager manager = new LateClusterManager();
    VertxOptions withBus =
        new VertxOptions(options).setEventBusOptions(eventBus(bind, cluster.busPort()));
    return builder
        .get()
        .with(withBus)
        .withClusterManager(manager)
        .buildClustered()
        .map(vertx -> joining(vertx, manager, bind, cluster, members.apply(vertx)));
  }

  private static ClusteredVertx joining(
      Vertx vertx,
      LateClusterManager manager,
      BindAddress bind,
      Config.Cluster cluster,
      Members members) {
    ClusterJoiner joiner = new ClusterJoiner(vertx, manager, bind, cluster.port(), members);
    manager.onLeave(joiner::stop);
    joiner.start();
    return new ClusteredVertx(vertx, joiner, null);
  }

  /** The node's information tells others the real port, so another one than wished for works. */
  private static EventBusOptions eventBus(BindAddress bind, int wished) {
    int port = bind.freePortOrAny(wished);
    if (port != wished) {
      LOG.warn("bus_port {} is taken, using any free one", wished);
    }
    EventBusOptions bus = new EventBusOptions().setTrustAll(false);
    bus.setHost(bind.text()).setPort(port).setConnectTimeout(CONNECT_MILLIS);
    return bus.setClusterPingInterval(PING_MILLIS).setClusterPingReplyInterval(PING_MILLIS);
  }

  public Vertx vertx() {
    return vertx;
  }

  /** Cheap; may be asked at any time. */
  public ClusterStatus status() {
    return joiner == null ? new ClusterStatus(ClusterStatus.State.OFF, 1, notice) : joiner.status();
  }

  /**
   * True as soon as the cluster is joined; false when there is none, when the first attempt failed
   * or took longer than 20 s. Nobody has to wait for it.
   */
  public Future<Boolean> firstJoin() {
    return joiner == null ? Future.succeededFuture(false) : joiner.firstAttempt();
  }

  /**
   * Takes the node off the member list and closes Vert.x. Completes after the limit at the latest,
   * even when Hazelcast or a handler hangs.
   */
  public Future<Void> close(Duration limit) {
    // Not composed of futures of this instance: theirs complete on a loop that is gone by then.
    CompletableFuture<Void> closed =
        unregister()
            .toCompletionStage()
            .handle((v, unreachable) -> vertx.close().toCompletionStage())
            .thenCompose(closing -> closing)
            .toCompletableFuture();
    return Future.fromCompletionStage(closed.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS))
        .recover(e -> abandon());
  }

  /** The cluster is left all the same: other nodes must not wait for one that hangs. */
  private Future<Void> abandon() {
    LOG.warn("Vert.x did not close in time");
    if (joiner != null) {
      joiner.stop().onFailure(e -> LOG.debug("The cluster was not left: {}", e.toString()));
    }
    return Future.succeededFuture();
  }

  private Future<Void> unregister() {
    return joiner == null
        ? Future.succeededFuture()
        : joiner.unregister().timeout(UNREGISTER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
