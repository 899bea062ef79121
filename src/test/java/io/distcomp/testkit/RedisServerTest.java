package io.distcomp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.redis.RespClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisServerTest {

  @RegisterExtension
  static final RedisServer REDIS =
      RedisServer.create().durability(RedisServer.Durability.ALWAYS).password("secret");

  @Test
  @Order(1)
  void aTestLeavesDataBehindAndAKilledServer() {
    REDIS.cli("SET", "left", "behind");
    REDIS.kill();
    assertThatThrownBy(() -> REDIS.cli("PING")).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  @Order(2)
  void theNextTestFindsItRunningAndEmpty() {
    assertThat(REDIS.cli("DBSIZE")).isEqualTo("0");
  }

  @Test
  void whatWasAcknowledgedSurvivesAKillAndARestartOnTheSamePort() {
    int port = REDIS.port();
    REDIS.cli("RPUSH", "list", "a", "b c");
    REDIS.restart();
    assertThat(REDIS.port()).isEqualTo(port);
    assertThat(REDIS.cli("LRANGE", "list", "0", "-1")).isEqualTo("a\nb c");
  }

  @Test
  void aFrozenServerAnswersNothingUntilItIsThawed() throws IOException {
    REDIS.freeze();
    try (RespClient client =
        RespClient.connect(REDIS.host(), REDIS.port(), Duration.ofMillis(200))) {
      assertThatThrownBy(() -> client.call("PING")).isInstanceOf(SocketTimeoutException.class);
    }
    REDIS.thaw();
    assertThat(REDIS.cli("PING")).isEqualTo("PONG");
  }

  @Test
  void itsPasswordIsAskedFor() throws IOException {
    try (RespClient client =
        RespClient.connect(REDIS.host(), REDIS.port(), Duration.ofSeconds(5))) {
      assertThatThrownBy(() -> client.call("GET", "x"))
          .isInstanceOf(RespClient.Refused.class)
          .hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void twoServersHaveNothingInCommon() {
    try (RedisServer other = RedisServer.create().start()) {
      other.cli("SET", "k", "v");
      assertThat(REDIS.cli("EXISTS", "k")).isEqualTo("0");
      assertThat(other.url()).isNotEqualTo(REDIS.url());
    }
  }
}
