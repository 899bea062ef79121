package io.distcomp.cluster;

import static io.distcomp.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.Members.Member;
import io.distcomp.queue.RedisMembers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RedisMembersTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(150);

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private RedisProcess redis;
  private RedisAPI api;
  private RedisMembers here;
  private RedisMembers there;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.started(directory);
    api = RedisAPI.api(Redis.createClient(vertx, redis.url()));
    here = new RedisMembers(api, "q", "here");
    there = new RedisMembers(api, "q", "there");
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    redis.close();
  }

  @Test
  void whoIsRegisteredIsListedWithItsMachine() {
    await(here.register("127.0.0.1:5701", LONG));
    await(there.register("[::1]:5701", LONG));
    await(there.register("[::1]:5701", LONG));

    assertThat(await(here.live()))
        .containsExactly(new Member("here", "127.0.0.1:5701"), new Member("there", "[::1]:5701"));

    await(there.unregister("[::1]:5701"));
    assertThat(await(here.live())).containsExactly(new Member("here", "127.0.0.1:5701"));
  }

  @Test
  void aRegistrationThatIsNotRefreshedEnds() {
    await(here.register("127.0.0.1:1", SHORT));
    await(here.register("127.0.0.1:2", LONG));

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(await(here.live())).containsExactly(new Member("here", "127.0.0.1:2")));
  }

  @Test
  void onlyOneHoldsTheLockAndOnlyItsHolderEndsIt() {
    assertThat(await(here.tryLock("a", LONG))).isTrue();
    assertThat(await(there.tryLock("b", LONG))).isFalse();

    await(there.unlock("b"));
    assertThat(await(there.tryLock("b", LONG))).isFalse();

    await(here.unlock("a"));
    assertThat(await(there.tryLock("b", LONG))).isTrue();
  }

  @Test
  void theLockOfADeadNodeEndsByItself() {
    assertThat(await(here.tryLock("a", SHORT))).isTrue();

    Awaitility.await().until(() -> await(there.tryLock("b", LONG)));
  }

  @Test
  void allNodesOfAQueueReadTheSameClusterNameAndOthersAnother() {
    String name = await(here.cluster());

    assertThat(List.of(await(here.cluster()), await(there.cluster()))).containsOnly(name);
    assertThat(await(new RedisMembers(api, "other", "here").cluster())).isNotEqualTo(name);
  }
}
