package io.distcomp.queue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.distcomp.task.Meters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of calls when Redis, or the way to it, falls silent. */
class RedisLineTest {

  @RegisterExtension
  static final io.distcomp.testkit.RedisServer REDIS = io.distcomp.testkit.RedisServer.create();

  private static final Duration SETTLED = Duration.ofSeconds(9);

  private final Vertx vertx = Vertx.vertx();
  private final List<NetSocket> silent = new CopyOnWriteArrayList<>();
  private final AtomicInteger reconnects = new AtomicInteger();
  private RedisLink link;

  @BeforeEach
  void connect() {
    link = new RedisLink(vertx, address(REDIS.url()));
  }

  @AfterEach
  void disconnect() throws Exception {
    link.close();
    vertx.close().await(10, SECONDS);
  }

  private RedisAddress address(String url) {
    return RedisAddress.of(url, "test").heardBy(countingReconnects());
  }

  private Meters countingReconnects() {
    return (Meters)
        Proxy.newProxyInstance(
            Meters.class.getClassLoader(),
            new Class<?>[] {Meters.class},
            (proxy, method, args) -> {
              if (method.getName().equals("reconnecting")) {
                reconnects.incrementAndGet();
              }
              return null;
            });
  }

  private Future<Response> ping() {
    return link.send(Request.cmd(Command.PING));
  }

  private static void settle(List<? extends Future<?>> calls) {
    Awaitility.await("every call settles")
        .atMost(SETTLED)
        .until(() -> calls.stream().allMatch(Future::isComplete));
  }

  @Test
  void everyCallToAFrozenRedisSettlesAndTheNextOneWorks() throws Exception {
    ping().await(9, SECONDS);
    REDIS.freeze();
    List<Future<Response>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(ping());
    }
    settle(calls);
    assertThat(calls).allMatch(Future::failed);

    REDIS.thaw();

    assertThat(ping().await(9, SECONDS)).hasToString("PONG");
    assertThat(reconnects).as("connections made again").hasValue(1);
  }

  @Test
  void aConnectionThatIsNeverMadeFailsTheCallsAndTheNextOneWorks() throws Exception {
    REDIS.freeze();
    List<Future<Response>> calls = List.of(ping(), ping());
    settle(calls);
    assertThat(calls).allMatch(Future::failed);

    REDIS.thaw();

    assertThat(ping().await(9, SECONDS)).hasToString("PONG");
    assertThat(reconnects).as("connections made again").hasValue(1);
  }

  @Test
  void aBreakInTheMiddleOfManyCallsFailsThemAllAndTheNextOneWorks() throws Exception {
    assumeFalse(REDIS.isInContainer(), "an engine thaws what it kills, and that answers");
    ping().await(9, SECONDS);
    REDIS.freeze();
    List<Future<Response>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(ping());
    }
    REDIS.kill();
    settle(calls);
    assertThat(calls).allMatch(Future::failed);

    REDIS.restart();

    assertThat(ping().await(9, SECONDS)).hasToString("PONG");
    assertThat(reconnects).as("connections made again").hasValueLessThanOrEqualTo(2);
  }

  /** A host that lost its power says nothing; the one that takes its address over answers. */
  @Test
  void aConnectionThatFellSilentIsNotUsedAgain() throws Exception {
    NetServer way = silentOnFirst().await(9, SECONDS);
    link = new RedisLink(vertx, address("redis://127.0.0.1:" + way.actualPort()));
    ping().await(9, SECONDS);
    silent.forEach(NetSocket::pause);

    assertThatThrownBy(() -> ping().await(9, SECONDS)).hasMessageContaining("no answer");

    assertThat(ping().await(9, SECONDS)).hasToString("PONG");
  }

  /** A way to Redis whose first connection can be silenced by pausing it. */
  private Future<NetServer> silentOnFirst() {
    return vertx
        .createNetServer()
        .connectHandler(
            near -> {
              near.pause();
              if (silent.isEmpty()) {
                silent.add(near);
              }
              vertx
                  .createNetClient()
                  .connect(REDIS.port(), REDIS.host())
                  .onSuccess(
                      far -> {
                        far.handler(near::write);
                        near.handler(far::write);
                        near.closeHandler(v -> far.close());
                        near.resume();
                      });
            })
        .listen(0, "127.0.0.1");
  }

  /** A verticle's state is safe only on its own loop, whoever made the connection. */
  @Test
  void answersComeWhereTheQuestionsWereAsked() throws Exception {
    List<Future<Boolean>> same = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Promise<Boolean> promise = Promise.promise();
      same.add(promise.future());
      vertx.deployVerticle(
          new io.vertx.core.VerticleBase() {
            @Override
            public Future<?> start() {
              Context own = context;
              ping().onComplete(v -> promise.complete(Vertx.currentContext() == own));
              return Future.succeededFuture();
            }
          });
    }

    settle(same);
    assertThat(same).allMatch(Future::result);
  }

  @Test
  void aClosedLinkFailsAtOnce() throws Exception {
    ping().await(9, SECONDS);
    REDIS.freeze();
    Future<Response> pending = ping();

    link.close();

    Awaitility.await().atMost(Duration.ofSeconds(4)).until(pending::failed);
    assertThat(ping().failed()).isTrue();
  }
}
