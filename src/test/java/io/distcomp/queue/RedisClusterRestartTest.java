package io.distcomp.queue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.TaskQueue.Restarted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.NodeId;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The first question of a connection reaches the right process of a Redis Cluster too. */
class RedisClusterRestartTest {

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aClusterThatIsStartedAgainIsNoticed() throws Exception {
    Vertx vertx = Vertx.vertx();
    List<Restarted> told = new CopyOnWriteArrayList<>();
    try (RedisServer redis =
        RedisServer.create()
            .durability(RedisServer.Durability.ALWAYS)
            .with("cluster-enabled yes")
            .with("cluster-port " + freePort())) {
      redis.start();
      redis.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
      RedisTaskQueue queue =
          new RedisTaskQueue(
              vertx,
              RedisAddress.of("redis+cluster://127.0.0.1:" + redis.port(), "test"),
              new RetryPolicy(3, false, 3),
              Clock.systemUTC(),
              new Random(1));
      queue.onRestart(told::add);
      awaitRegistered(queue);
      assertThat(queue.open(JobRequest.named("a")).await(10, SECONDS).id()).isEqualTo(new JobId(1));

      redis.restart();
      awaitRegistered(queue);

      assertThat(told).containsExactly(new Restarted(Duration.ofSeconds(10)));
      assertThat(queue.open(JobRequest.named("b")).await(10, SECONDS).id())
          .as("another server may take its place, so it may forget")
          .isEqualTo(new JobId(1002));
      queue.close();
    } finally {
      vertx.close().await(10, SECONDS);
    }
  }

  private static void awaitRegistered(RedisTaskQueue queue) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> register(queue).await(10, SECONDS).accepted());
  }

  private static Future<TaskQueue.Registered> register(RedisTaskQueue queue) {
    return queue.register(
        QueueFixture.info(
            new NodeId(UUID.randomUUID()), "n" + UUID.randomUUID(), Resources.of(1, 1)),
        Duration.ofSeconds(30));
  }
}
