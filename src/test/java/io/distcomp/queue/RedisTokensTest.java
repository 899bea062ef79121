package io.distcomp.queue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.SharedTokens.Entry;
import io.distcomp.testkit.LeastRights;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@LeastRights
class RedisTokensTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Entry ALPHA = new Entry("a".repeat(64), "1".repeat(64));
  private static final Entry BETA = new Entry("b".repeat(64), "2".repeat(64));

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  private final Vertx vertx = Vertx.vertx();
  private RedisTokens here;
  private RedisTokens there;

  @BeforeEach
  void connect() {
    here = RedisTokens.of(vertx, RedisAddress.of(REDIS.url(), "q"));
    there = RedisTokens.of(vertx, RedisAddress.of(REDIS.url(), "q"));
  }

  @AfterEach
  void disconnect() {
    here.close();
    there.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(10, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer in 10 s", e);
    }
  }

  @Test
  void whatOneNodeRegistersTheOtherReadsUntilItIsTakenBack() {
    await(here.register(ALPHA, LONG));
    await(there.register(BETA, LONG));
    await(there.register(BETA, LONG));

    assertThat(await(here.live())).containsExactlyInAnyOrder(ALPHA, BETA);

    await(here.unregister(ALPHA));
    assertThat(await(there.live())).containsExactly(BETA);
  }

  @Test
  void aTokenGoesWithItsNode() {
    await(here.register(ALPHA, SHORT));

    Awaitility.await().until(() -> await(there.live()).isEmpty());
  }

  @Test
  void aNonceIsGoodOnceForAllNodesAndForgottenInTime() {
    assertThat(await(here.firstUse("n1", LONG))).isTrue();
    assertThat(await(there.firstUse("n1", LONG))).isFalse();
    assertThat(await(there.firstUse("n2", SHORT))).isTrue();

    Awaitility.await().until(() -> REDIS.cli("EXISTS", "dc:{q}:nonce:n2").equals("0"));
    assertThat(REDIS.cli("EXISTS", "dc:{q}:nonce:n1")).isEqualTo("1");
  }

  @Test
  void whatIsNoTokenIsLeftOut() {
    String[] strange = {"", "x", ALPHA.hash(), ALPHA.hash() + " ", "A".repeat(64) + " y", "a b c"};
    for (String text : strange) {
      REDIS.cli("ZADD", "dc:{q}:tokens", "9e15", text);
    }
    await(here.register(BETA, LONG));

    assertThat(await(there.live())).containsExactly(BETA);
  }

  @Test
  void aKeyOfAnotherTypeIsAFailureAndNoAnswer() {
    REDIS.cli("SET", "dc:{q}:tokens", "x");

    assertThatThrownBy(() -> await(here.live())).hasMessageContaining("WRONGTYPE");
  }

  @Test
  void otherQueuesAndOtherKeysAreOutOfReach() {
    RedisLink link = new RedisLink(vertx, RedisAddress.of(REDIS.url(), "q"));
    String[][] forbidden = {
      {"GET", "other"},
      {"FLUSHALL"},
      {"KEYS", "*"},
      {"CONFIG", "SET", "dir", "/tmp"},
      {"ACL", "LIST"},
      {"SCRIPT", "FLUSH"},
      {"MONITOR"},
      {"SHUTDOWN"},
      {"SLAVEOF", "127.0.0.1", "1"}
    };
    for (String[] words : forbidden) {
      io.vertx.redis.client.Request request =
          io.vertx.redis.client.Request.cmd(io.vertx.redis.client.Command.create(words[0]));
      for (int i = 1; i < words.length; i++) {
        request.arg(words[i]);
      }
      assertThatThrownBy(() -> await(link.send(request)))
          .as(String.join(" ", words))
          .hasMessageContaining("NOPERM");
    }
    link.close();
    REDIS.cli("ACL", "LOG", "RESET");
  }
}
