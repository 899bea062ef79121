package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.impl.types.ErrorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisTroubleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECTION_CLOSED",
        "ERR [0] CONNECTION_CLOSED\nERR [1] CONNECTION_CLOSED",
        "ERR [0] java.net.SocketException: Connection reset",
        "ERR [12] java.io.IOException: Connection reset by peer"
      })
  void aLostConnectionIsNoRefusalAlsoOfABatch(String message) {
    RedisTrouble trouble = RedisTrouble.of(ErrorType.create(message));

    assertThat(trouble.isAway()).isTrue();
    assertThat(trouble.sentence()).startsWith("Redis cannot be reached").doesNotContain("ERR");
  }

  @Test
  void whatRedisSaysIsARefusalAlsoWhenItNamesAClass() {
    RedisTrouble trouble =
        RedisTrouble.of(ErrorType.create("ERR unknown command 'java.io.IOException'"));

    assertThat(trouble.isAway()).isFalse();
    assertThat(trouble.sentence()).contains("Redis refuses");
  }
}
