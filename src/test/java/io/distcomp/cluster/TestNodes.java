package io.distcomp.cluster;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.distcomp.config.Config;
import io.distcomp.queue.Members;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisMembers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** The clustered Vert.x instances of one test, all of one queue. Closes them at its end. */
final class TestNodes implements AutoCloseable {

  private static final int PORT = 5801;

  private final String url;
  private final List<ClusteredVertx> nodes = new ArrayList<>();

  TestNodes(String url) {
    this.url = url;
  }

  ClusteredVertx start() {
    return start("here", members -> members);
  }

  /** A node on the named machine, with its member list seen through the given eyes. */
  ClusteredVertx start(String host, UnaryOperator<Members> eyes) {
    ClusteredVertx node =
        await(
            ClusteredVertx.start(
                Vertx::builder,
                new VertxOptions(),
                new Config.Cluster(true, "127.0.0.1", PORT, 0, false),
                vertx -> eyes.apply(members(vertx, host))));
    nodes.add(node);
    return node;
  }

  @CanIgnoreReturnValue
  ClusteredVertx joined() {
    ClusteredVertx node = start();
    Awaitility.await().until(() -> await(node.firstJoin()));
    return node;
  }

  RedisMembers members(Vertx vertx, String host) {
    return RedisMembers.of(vertx, RedisAddress.of(url, "q"), host);
  }

  static void awaitNodes(int count, List<ClusteredVertx> nodes) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                nodes.stream()
                    .map(ClusteredVertx::status)
                    .allMatch(s -> s.state() == ClusterStatus.State.JOINED && s.nodes() == count));
  }

  @CanIgnoreReturnValue
  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(40, TimeUnit.SECONDS).join();
  }

  void close(ClusteredVertx node) {
    nodes.remove(node);
    await(node.close(Duration.ofSeconds(10)));
  }

  @Override
  public void close() {
    List.copyOf(nodes).forEach(this::close);
  }
}
