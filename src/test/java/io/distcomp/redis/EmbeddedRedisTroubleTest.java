package io.distcomp.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user meets when a server cannot start as asked. */
class EmbeddedRedisTroubleTest extends ServerFixture {
  @Test
  void aGivenPortThatIsTakenIsAnErrorThatNamesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> start(options(port, "", path())))
          .isInstanceOf(EmbeddedRedisException.class)
          .hasMessageContaining("port " + port + " (redis_port)")
          .hasMessageContaining("is taken")
          .hasMessageNotContaining("A Redis server answers");
      assertThat(file("state")).doesNotExist();
    }
  }

  @Test
  void aPortThatIsTakenByARedisServerComesWithAHint(@TempDir Path otherDir) throws Exception {
    EmbeddedRedis other = start();
    EmbeddedRedis.Options same =
        new EmbeddedRedis.Options(
            otherDir, other.port(), "127.0.0.1", 0, "", "everysec", path(), told::add);
    assertThatThrownBy(() -> start(same)).hasMessageContaining("A Redis server answers there");
  }

  @Test
  void thePortOfTheLastStartIsGivenUpWhenSomebodyElseHasIt() throws Exception {
    EmbeddedRedis first = start();
    first.stop();
    try (ServerSocket taken = new ServerSocket(first.port(), 1, InetAddress.getLoopbackAddress())) {
      EmbeddedRedis second = start();
      assertThat(second.port()).isNotEqualTo(taken.getLocalPort());
      assertThat(second.password()).isEqualTo(first.password());
      assertThat(told).anyMatch(line -> line.contains("port " + first.port() + " is taken"));
    }
  }

  @Test
  void aServerTooOldToSeeTheDataIsRefused(@TempDir Path oldPath) throws Exception {
    start().stop();
    Path old =
        Files.writeString(
            oldPath.resolve("redis-server"), "#!/bin/sh\necho 'Redis server v=6.2.14 sha=0'\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> start(options(0, "", oldPath.toString())))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining(old + " is 6.2.14, which would not see them");
  }

  @Test
  void whatRedisSaysAboutABadSettingReachesTheUser() {
    EmbeddedRedis.Options bad =
        new EmbeddedRedis.Options(dataDir, 0, "127.0.0.1", 0, "", "sometimes", path(), told::add);
    assertThatThrownBy(() -> start(bad))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("appendfsync")
        .hasMessageNotContaining("redis-check-aof");
  }

  @Test
  void damagedDataAreNeverRepairedButExplained() throws Exception {
    EmbeddedRedis redis = start(options(0, "", ""));
    ask(redis, "SET", "k", "v");
    redis.stop();
    Path data = file("appendonlydir").resolve("appendonly.aof.1.incr.aof");
    String damaged = Files.readString(data) + "rubbish\r\n*1\r\n$4\r\nPING\r\n";
    Files.writeString(data, damaged);
    assertThatThrownBy(() -> start(options(0, "", "")))
        .isInstanceOf(EmbeddedRedisException.class)
        .hasMessageContaining("Bad file format")
        .hasMessageContaining(
            dataDir.resolve("bin").resolve("redis-check-aof")
                + " --fix "
                + file("appendonlydir").resolve("appendonly.aof.manifest"));
    assertThat(data).hasContent(damaged);
  }

  @Test
  void theHintForDamagedDataWorksWithTheShippedProgram() throws Exception {
    EmbeddedRedis redis = start(options(0, "", ""));
    redis.stop();
    Process check =
        new ProcessBuilder(
                dataDir.resolve("bin").resolve("redis-check-aof").toString(),
                file("appendonlydir").resolve("appendonly.aof.manifest").toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream out = check.getInputStream()) {
      assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8)).contains("valid");
    }
    assertThat(check.waitFor()).isZero();
  }

  @Test
  void aWriteThatACrashCutShortIsSaid() throws Exception {
    EmbeddedRedis redis = start();
    ask(redis, "SET", "k", "v");
    redis.stop();
    Path data = file("appendonlydir").resolve("appendonly.aof.1.incr.aof");
    Files.writeString(data, Files.readString(data) + "*3\r\n$3\r\nSET\r\n$1\r\nl");
    assertThat(ask(start(), "GET", "k")).isEqualTo("v");
    assertThat(told).anyMatch(line -> line.contains("cut short by a crash"));
  }
}
