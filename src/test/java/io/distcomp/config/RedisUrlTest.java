package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of a Redis URL. */
class RedisUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://node0              | redis://node0:6379",
        "redis://node0/             | redis://node0:6379",
        "REDIS://node0:7000/3       | redis://node0:7000",
        "rediss://u:p@node0         | rediss://node0:6379",
        "redis://[::1]:7000         | redis://[::1]:7000",
        "redis+sentinel://a:1,b/mm  | redis+sentinel://a:1,b:26379/mm",
        "redis+cluster://:p@a:1,b:2 | redis+cluster://a:1,b:2"
      })
  void aUrlIsKeptWithoutItsLogin(String text, String kept) throws RedisUrl.Malformed {
    assertThat(RedisUrl.parse(text).withoutLogin()).isEqualTo(kept);
  }

  @Test
  void userPasswordAndDatabaseAreTakenOut() throws RedisUrl.Malformed {
    RedisUrl url = RedisUrl.parse("rediss://wor%40ker:a+b%3A%2f%25:c@node0/5");
    assertThat(url.user()).isEqualTo("wor@ker");
    assertThat(url.password()).isEqualTo("a+b:/%:c");
    assertThat(url.database()).isEqualTo(5);
    assertThat(url.isTls()).isTrue();
  }

  @Test
  void anEmptyLoginIsNone() throws RedisUrl.Malformed {
    RedisUrl url = RedisUrl.parse("redis://:@node0");
    assertThat(url.user()).isNull();
    assertThat(url.password()).isNull();
  }

  @Test
  void oneServerElsewhereIsEnoughNotToBeLoopback() throws RedisUrl.Malformed {
    assertThat(RedisUrl.parse("redis+cluster://127.0.0.1,localhost").isLoopback()).isTrue();
    assertThat(RedisUrl.parse("redis+cluster://127.0.0.1,node0").isLoopback()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hunter2@node0",
        "://hunter2",
        "redis://",
        "redis://:hunter2@",
        "redis://:hunter2@node0:0",
        "redis://:hunter2@node0:65536",
        "redis://:hunter2@node0:999999",
        "redis://:hunter2@node0:x",
        "redis://:hunter2@a,b",
        "redis://:hunter2@a,",
        "redis://:hunter2@node0/x",
        "redis://:hunter2@node0/1/2",
        "redis://:hunter2@node0?db=1",
        "redis://:hunter2@node0#1",
        "redis://:hunter2%zz@node0",
        "redis://:hun/ter2@node0",
        "redis://:hunter2@no@de0",
        "redis://:hunter2@::1",
        "redis+sentinel://:hunter2@a:1",
        "redis+sentinel://:hunter2@a:1/",
        "redis+sentinel://:hunter2@a:1/m m",
        "redis+cluster://:hunter2@a/0"
      })
  void aBrokenUrlIsRefusedWithoutRepeatingIt(String text) {
    assertThatExceptionOfType(RedisUrl.Malformed.class)
        .isThrownBy(() -> RedisUrl.parse(text))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "ter2"));
  }
}
