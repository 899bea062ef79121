package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.RedisTrouble;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose Redis says no waits, says why, and works again afterwards. */
class NodeTroubleTest extends NodeFixture {

  @AfterEach
  void heal() {
    if (!REDIS.cli("CONFIG", "GET", "maxmemory").isEmpty()) {
      REDIS.cli("CONFIG", "SET", "maxmemory", "0");
    }
  }

  @Test
  void whenWritesAreRefusedItWaitsAndSaysWhy() {
    script.onStart = script::hang;
    await(node.start());
    submit(20);
    until("all slots are taken", () -> script.running.size() == SLOTS);

    REDIS.cli("CONFIG", "SET", "maxmemory", "1");
    script.onStart = Script::succeed;
    script.running.values().forEach(listener -> listener.onExit(exit(0)));
    until("it says so", node.health()::redisIsAway);
    assertThat(node.health().redisTrouble().orElseThrow())
        .startsWith("Redis is out of memory and refuses to write, since 20");
    REDIS.cli("CONFIG", "SET", "maxmemory", "0");

    until("all finished", () -> counts().finished() == 20);
    until("it is well again", () -> !node.health().redisIsAway());
    await(node.stop());
  }

  @Test
  void aBrokenKeyIsSeenAlthoughTheLeaseIsRenewed() {
    await(node.start());
    REDIS.cli("SET", "dc:{test}:later", "text");

    until("it says so", node.health()::redisIsAway);
    assertThat(node.health().redisTrouble().orElseThrow())
        .contains("a key of the queue has a type");
    REDIS.cli("DEL", "dc:{test}:later");

    submit(3);
    until("all finished", () -> counts().finished() == 3);
    until("it is well again", () -> !node.health().redisIsAway());
    await(node.stop());
  }

  @Test
  void aTaskThatEndedTwiceShortlyBeforeTheTroubleDoesNotKeepItFromRenewing() {
    AtomicInteger attempts = new AtomicInteger();
    script.onStart =
        (command, listener) -> {
          listener.onStarted(new Child(() -> {}));
          listener.onExit(exit(attempts.incrementAndGet() == 1 ? 1 : 0));
        };
    await(node.start());
    submit(1);
    until("both attempts are recorded", () -> counts().finished() == 1);
    assertThat(attempts).hasValue(2);

    commitsFail = true;
    submit(2);
    until("a commit failed", () -> commits.get() > 2);
    // What Redis may have lost is listed from the next look at its health on, once a second.
    long from = seen();
    until("it was renewed with both of them", () -> seen() > from + 3000);
    commitsFail = false;

    until("all finished", () -> counts().finished() == 2);
    until("it is well again", () -> !node.health().redisIsAway());
    await(node.stop());
  }

  private long seen() {
    return Long.parseLong(
        REDIS.cli("HGET", "dc:{test}:node:" + info.incarnation().value(), "seen"));
  }

  @Test
  void whatNobodyTriesAnyMoreIsForgotten() {
    Health health = new Health();
    Instant start = Instant.parse("2026-11-24T12:00:00Z");
    health.failed("claiming", RedisTrouble.of(new TimeoutException("late")), start);
    health.failed("renewing", RedisTrouble.of(new TimeoutException("late")), start.plusSeconds(1));
    assertThat(health.redisTrouble())
        .contains("away since 2026-11-24T12:00:00Z: Redis gives no answer");

    health.succeeded("renewing", start.plusSeconds(2));
    assertThat(health.redisIsAway()).isTrue();
    health.succeeded("renewing", start.plusSeconds(31));
    assertThat(health.redisIsAway()).isFalse();
  }
}
