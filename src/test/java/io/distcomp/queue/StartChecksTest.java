package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartChecksTest extends QueueFixture {

  @AfterEach
  void putBack() {
    REDIS.cli("CONFIG", "SET", "maxmemory", "0");
    REDIS.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
  }

  @Test
  void aRedisWithoutAnAppendOnlyFileIsUsedWithAWarning() {
    assertThat(await(queue.check())).singleElement().asString().contains("append-only");
  }

  @Test
  void aRedisThatMayEvictTasksIsRefused() {
    REDIS.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    assertThat(await(queue.check())).hasSize(1);

    REDIS.cli("CONFIG", "SET", "maxmemory", "1000000000");
    assertThatThrownBy(() -> await(queue.check()))
        .isInstanceOf(UnfitRedisException.class)
        .hasMessageContaining("noeviction");
  }

  @Test
  void aQueueOfANewerVersionIsRefused() {
    await(queue.check());
    REDIS.cli("HSET", "dc:{test}:meta", "schema", "99");

    assertThatThrownBy(() -> await(queue.check()))
        .isInstanceOf(UnfitRedisException.class)
        .hasMessageContaining("schema 99");
  }
}
