package io.distcomp.cluster;

import static io.distcomp.cluster.TestNodes.await;
import static io.distcomp.cluster.TestNodes.awaitNodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import io.distcomp.config.Config;
import io.distcomp.queue.Members;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real members on a real Redis, in one JVM: joining, merging, loss and return. */
@Timeout(120)
class ClusteredVertxIT {

  @TempDir Path directory;
  private RedisProcess redis;
  private TestNodes nodes;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.started(directory);
    nodes = new TestNodes(redis.url());
  }

  @AfterEach
  void stop() {
    nodes.close();
    redis.close();
  }

  @Test
  void nodesHearEachOtherAndGoOnWhenOneLeavesAndAThirdComes() {
    ClusteredVertx first = nodes.joined();
    ClusteredVertx second = nodes.joined();
    awaitNodes(2, List.of(first, second));
    assertHears(first, second);
    assertHears(second, first);

    nodes.close(first);
    awaitNodes(1, List.of(second));
    ClusteredVertx third = nodes.joined();
    awaitNodes(2, List.of(second, third));
    assertHears(second, third);
    assertHears(third, second);
  }

  @Test
  void aRequestIsAnsweredByAnotherNode() {
    Vertx first = nodes.joined().vertx();
    Vertx second = nodes.joined().vertx();
    await(
        first
            .eventBus()
            .<JsonObject>consumer("ask", m -> m.reply(m.body().copy().put("answer", 42)))
            .completion());

    JsonObject answer =
        await(
                second
                    .eventBus()
                    .<JsonObject>request("ask", new JsonObject().put("question", "which")))
            .body();

    assertThat(answer).isEqualTo(new JsonObject().put("question", "which").put("answer", 42));
  }

  @Test
  void aConsumerFromBeforeTheJoinIsHeardByTheCluster() {
    ClusteredVertx early = nodes.start();
    Set<String> heard = listen(early, "early");
    ClusteredVertx late = nodes.joined();

    awaitNodes(2, List.of(early, late));
    awaitHeard(late, "early", heard);
  }

  @Test
  void nodesThatStartTogetherFormOneCluster() {
    List<ClusteredVertx> started = IntStream.range(0, 4).mapToObj(i -> nodes.start()).toList();

    assertThat(started).allSatisfy(node -> assertThat(await(node.firstJoin())).isTrue());
    awaitNodes(4, started);
    assertThat(Hazelcast.getAllHazelcastInstances())
        .as("no merge was needed")
        .allSatisfy(h -> assertThat(h.getCluster().getMembers()).hasSize(4));
  }

  @Test
  void twoClustersMergeWhenTheListShowsThem() {
    AtomicBoolean blind = new AtomicBoolean(true);
    ClusteredVertx first = nodes.joined();
    ClusteredVertx second = nodes.start("here", members -> new Blind(members, blind));
    assertThat(await(second.firstJoin())).isTrue();
    assertThat(first.status().nodes()).isEqualTo(1);
    assertThat(second.status().nodes()).isEqualTo(1);
    Set<String> heardByFirst = listen(first, "to-first");
    Set<String> heardBySecond = listen(second, "to-second");
    first.vertx().eventBus().publish("to-second", "lost");

    blind.set(false);
    awaitNodes(2, List.of(first, second));

    awaitHeard(first, "to-second", heardBySecond);
    awaitHeard(second, "to-first", heardByFirst);
  }

  @Test
  void aNodeWhoseMemberDiesWorksAloneAndJoinsAgain() {
    ClusteredVertx first = nodes.joined();
    ClusteredVertx second = nodes.joined();
    awaitNodes(2, List.of(first, second));
    Set<String> heardByFirst = listen(first, "to-first");
    Set<String> heardBySecond = listen(second, "to-second");
    awaitHeard(second, "to-first", heardByFirst);
    awaitHeard(first, "to-second", heardBySecond);

    Hazelcast.getAllHazelcastInstances().forEach(h -> h.getLifecycleService().terminate());
    Awaitility.await().until(() -> second.status().state() == ClusterStatus.State.JOINING);
    awaitHeard(second, "to-second", heardBySecond);

    awaitNodes(2, List.of(first, second));
    heardByFirst.clear();
    heardBySecond.clear();
    awaitHeard(second, "to-first", heardByFirst);
    awaitHeard(first, "to-second", heardBySecond);
  }

  @Test
  void withoutRedisANodeWorksAloneAndJoinsLater() throws Exception {
    redis.close();
    ClusteredVertx first = nodes.start();
    assertThat(await(first.firstJoin())).isFalse();
    assertThat(first.status().state()).isEqualTo(ClusterStatus.State.JOINING);
    assertHears(first, first);

    redis.start();
    awaitNodes(1, List.of(first));
  }

  @Test
  void aLoopbackMemberOfAnotherMachineIsNotJoinedButSaid() {
    ClusteredVertx here = nodes.joined();
    ClusteredVertx there = nodes.start("there", members -> members);

    assertThat(await(there.firstJoin())).isTrue();
    assertThat(there.status().nodes()).isEqualTo(1);
    assertThat(there.status().notice())
        .contains("live events of other machines are off: set cluster_host");
    assertThat(here.status().nodes()).isEqualTo(1);
  }

  @Test
  void aClosedNodeIsOffTheList() {
    ClusteredVertx first = nodes.joined();
    ClusteredVertx second = nodes.joined();
    Members list = nodes.members(second.vertx(), "here");
    assertThat(await(list.live())).hasSize(2);

    nodes.close(first);

    assertThat(await(list.live())).hasSize(1);
  }

  @Test
  void closeEndsInTimeThoughAVerticleHangs() {
    ClusteredVertx node = nodes.joined();
    await(node.vertx().deployVerticle(new NeverStops()));
    long before = System.nanoTime();

    await(node.close(Duration.ofSeconds(2)));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Hazelcast.getAllHazelcastInstances().isEmpty());
  }

  @Test
  void aNodeThatIsClosedWhileItJoinsLeavesNoMemberBehind() {
    ClusteredVertx node = nodes.start();
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> isStarting() || node.status().state() == ClusterStatus.State.JOINED);

    nodes.close(node);

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !isStarting() && Hazelcast.getAllHazelcastInstances().isEmpty());
  }

  private static boolean isStarting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("cluster-start"));
  }

  @Test
  void anUnusableHostCostsTheClusterOnly() {
    ClusteredVertx node =
        await(
            ClusteredVertx.start(
                Vertx::builder,
                new VertxOptions(),
                new Config.Cluster(true, "192.0.2.1", 5801, 0, true),
                vertx -> nodes.members(vertx, "here")));

    assertThat(node.status().state()).isEqualTo(ClusterStatus.State.OFF);
    assertThat(node.status().notice()).hasValueSatisfying(n -> assertThat(n).contains("192.0.2.1"));
    assertHears(node, node);
    await(node.close(Duration.ofSeconds(5)));
  }

  @Test
  void sharedDataIsRefusedInWords() {
    Vertx vertx = nodes.start().vertx();

    assertThatThrownBy(() -> await(vertx.sharedData().getClusterWideMap("m")))
        .hasMessageContaining("shared data is in Redis");
  }

  private static void assertHears(ClusteredVertx listener, ClusteredVertx speaker) {
    String address = "to-" + UUID.randomUUID();
    awaitHeard(speaker, address, listen(listener, address));
  }

  private static Set<String> listen(ClusteredVertx node, String address) {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    await(
        node.vertx()
            .eventBus()
            .<JsonObject>consumer(address, m -> heard.add(String.valueOf(m.body())))
            .completion());
    return heard;
  }

  private static void awaitHeard(ClusteredVertx speaker, String address, Set<String> heard) {
    JsonObject message = new JsonObject().put("from", speaker.vertx().hashCode());
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              speaker.vertx().eventBus().publish(address, message, new DeliveryOptions());
              return heard.contains(message.encode());
            });
  }

  /** Sees nobody until its eyes are opened, as in a race that the lock did not prevent. */
  private record Blind(Members members, AtomicBoolean blind) implements Members {
    @Override
    public String host() {
      return members.host();
    }

    @Override
    public Future<String> cluster() {
      return members.cluster();
    }

    @Override
    public Future<List<Member>> live() {
      return blind.get() ? Future.succeededFuture(List.of()) : members.live();
    }

    @Override
    public Future<Void> register(String address, Duration lasting) {
      return members.register(address, lasting);
    }

    @Override
    public Future<Void> unregister(String address) {
      return members.unregister(address);
    }

    @Override
    public Future<Boolean> tryLock(String token, Duration lasting) {
      return members.tryLock(token, lasting);
    }

    @Override
    public Future<Void> unlock(String token) {
      return members.unlock(token);
    }
  }

  private static final class NeverStops extends VerticleBase {
    @Override
    public Future<?> stop() {
      return Promise.promise().future();
    }
  }
}
