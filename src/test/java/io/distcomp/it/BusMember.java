package io.distcomp.it;

import io.distcomp.bus.BusAuth;
import io.distcomp.bus.BusKey;
import io.distcomp.bus.DistCompClient;
import io.distcomp.cluster.ClusteredVertx;
import io.distcomp.config.Config;
import io.distcomp.config.Machine;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisMembers;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A Vert.x application that is a member of the nodes' cluster. Made by a test, which closes it. */
final class BusMember implements AutoCloseable {

  private static final Duration MEET = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int FIRST_PORT = 5751;

  private final SecureRandom random = new SecureRandom();
  private final ClusteredVertx member;
  private final DistCompClient client;

  private BusMember(ClusteredVertx member, String token) {
    this.member = member;
    this.client = new DistCompClient(member.vertx(), token);
  }

  /** One that has been answered by the node; it has the node's token. */
  static BusMember join(RedisServer redis, NodeProcess node) {
    Config.Cluster conf = new Config.Cluster(true, "127.0.0.1", FIRST_PORT, 0, false);
    ClusteredVertx member =
        await(
            ClusteredVertx.start(
                Vertx::builder, new VertxOptions(), conf, vertx -> members(vertx, redis)));
    BusMember joined = new BusMember(member, node.token());
    Waiting.atMost(MEET, "an answer over the bus")
        .ignoreExceptionsMatching(e -> e.getCause() instanceof ReplyException)
        .until(() -> await(joined.client.status()).getInteger("nodes") >= 1);
    return joined;
  }

  private static RedisMembers members(Vertx vertx, RedisServer redis) {
    return RedisMembers.of(
        vertx, RedisAddress.of(redis.url(), "default"), Machine.real().shortHostName());
  }

  DistCompClient client() {
    return client;
  }

  Vertx vertx() {
    return member.vertx();
  }

  /** A message signed with this token at this time. */
  BusAuth.Signed sign(String token, String address, JsonObject body, Clock clock) {
    return BusAuth.sign(BusKey.of(token), address, body, clock, random);
  }

  /** How the node refuses: status and code of the error; "no refusal" when it answers. */
  String refusal(String address, Object body, DeliveryOptions options) {
    try {
      await(
          vertx()
              .eventBus()
              .<JsonObject>request(address, body, options.setSendTimeout(ANSWER.toMillis()))
              .map(Message::body));
      return "no refusal";
    } catch (CompletionException e) {
      if (e.getCause() instanceof ReplyException refused && refused.failureCode() > 0) {
        JsonObject error = new JsonObject(refused.getMessage()).getJsonObject("error");
        return refused.failureCode() + " " + error.getString("code");
      }
      throw e;
    }
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(70, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    await(member.close(Duration.ofSeconds(10)));
  }
}
