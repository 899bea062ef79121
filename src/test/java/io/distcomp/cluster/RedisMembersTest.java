package io.distcomp.cluster;

import static io.distcomp.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.Members.Member;
import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisMembers;
import io.vertx.core.Vertx;
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
  private RedisMembers here;
  private RedisMembers there;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.started(directory);
    here = members("q", "here");
    there = members("q", "there");
  }

  private RedisMembers members(String queue, String host) {
    return RedisMembers.of(vertx, RedisAddress.of(redis.url(), queue), host);
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
    assertThat(await(members("other", "here").cluster())).isNotEqualTo(name);
  }
}
