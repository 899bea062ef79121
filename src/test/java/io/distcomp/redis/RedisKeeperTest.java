package io.distcomp.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that dies by itself comes back as it was. */
class RedisKeeperTest extends ServerFixture {

  private final List<String> warned = new CopyOnWriteArrayList<>();
  private final List<EmbeddedRedis> replaced = new CopyOnWriteArrayList<>();
  private RedisKeeper keeper;

  @BeforeEach
  void keep() throws EmbeddedRedisException {
    keeper = RedisKeeper.start(options(0, "", path()), warned::add);
    keeper.onReplaced(replaced::add);
  }

  @AfterEach
  void stop() {
    keeper.stop();
  }

  private static void kill(EmbeddedRedis server) {
    assertThat(ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly()).isTrue();
  }

  private EmbeddedRedis awaitReplaced(int times) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> replaced.size() == times);
    return keeper.server();
  }

  @Test
  void aKilledServerIsStartedAgainOnTheSamePortPasswordAndFiles() throws IOException {
    EmbeddedRedis first = keeper.server();
    ask(first, "SET", "k", "v");

    kill(first);
    EmbeddedRedis second = awaitReplaced(1);

    assertThat(second.pid()).isNotEqualTo(first.pid());
    assertThat(second.url()).isEqualTo(first.url());
    assertThat(second.password()).isEqualTo(first.password());
    assertThat(ask(second, "GET", "k")).isEqualTo("v");
    kill(second);
    assertThat(ask(awaitReplaced(2), "GET", "k")).isEqualTo("v");
    assertThat(warned).hasSize(2).allMatch(line -> line.contains("died"));
  }

  @Test
  void aStopIsNoDeath() {
    EmbeddedRedis first = keeper.server();

    keeper.stop();

    assertThat(ProcessHandle.of(first.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(replaced).isEmpty();
    assertThat(warned).isEmpty();
    assertThat(file("state")).doesNotExist();
  }

  @Test
  void damagedDataAreSaidOnceWithTheRepairAndTriedUntilTheyAreMended() throws IOException {
    EmbeddedRedis first = keeper.server();
    ask(first, "SET", "k", "v");
    Path data = file("appendonlydir").resolve("appendonly.aof.1.incr.aof");
    ask(first, "CONFIG", "SET", "appendfsync", "always");
    byte[] good = Files.readAllBytes(data);
    Files.writeString(data, new String(good, UTF_8) + "rubbish\r\n*1\r\n$4\r\nPING\r\n");

    kill(first);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> warned.stream().anyMatch(line -> line.contains("redis-check-aof --fix")));
    Awaitility.await()
        .during(Duration.ofSeconds(2))
        .until(() -> warned.stream().filter(line -> line.contains("--fix")).count() == 1);
    Files.write(data, good);

    assertThat(ask(awaitReplaced(1), "GET", "k")).isEqualTo("v");
  }
}
