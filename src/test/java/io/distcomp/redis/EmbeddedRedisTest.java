package io.distcomp.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest extends ServerFixture {
  @Test
  void itStartsOnAFreePortAndRefusesWhoeverHasNoPassword() throws Exception {
    EmbeddedRedis redis = start();
    assertThat(redis.password()).matches("[0-9a-f]{64}");
    assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
    assertThat(ask(redis, "PING")).isEqualTo("PONG");
    try (RespClient client = RespClient.connect(redis.host(), redis.port(), REPLY)) {
      assertThatThrownBy(() -> client.call("GET", "x")).hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void itIsSetUpAsTheQueueNeedsIt() throws Exception {
    EmbeddedRedis redis = start();
    assertThat(ask(redis, "CONFIG", "GET", "appendonly")).isEqualTo("appendonly\nyes");
    assertThat(ask(redis, "CONFIG", "GET", "appendfsync")).endsWith("everysec");
    assertThat(ask(redis, "CONFIG", "GET", "maxmemory-policy")).endsWith("noeviction");
    assertThat(ask(redis, "CONFIG", "GET", "save")).isEqualTo("save\n");
    assertThat(ask(redis, "CONFIG", "GET", "hash-max-listpack-value")).endsWith("256");
    assertThat(ask(redis, "CONFIG", "GET", "bind")).endsWith("127.0.0.1");
  }

  @Test
  void dataAndPortAndPasswordSurviveAStopAndAStart() throws Exception {
    EmbeddedRedis first = start();
    ask(first, "SET", "k", "v");
    first.stop();
    assertThat(first.onExit().get(5, TimeUnit.SECONDS)).isNull();
    EmbeddedRedis second = start();
    assertThat(second.adopted()).isFalse();
    assertThat(second.port()).isEqualTo(first.port());
    assertThat(second.password()).isEqualTo(first.password());
    assertThat(ask(second, "GET", "k")).isEqualTo("v");
  }

  @Test
  void onlyTheUserCanReadItsFiles() throws Exception {
    EmbeddedRedis redis = start();
    assertThat(mode(dataDir.resolve("redis"))).isEqualTo("rwx------");
    for (String name : List.of("redis.conf", "password", "state", "owner", "port", "redis.log")) {
      assertThat(mode(file(name))).as(name).isEqualTo("rw-------");
    }
    assertThat(ProcessHandle.of(redis.pid()).orElseThrow().info().commandLine().orElse(""))
        .doesNotContain(redis.password());
  }

  @Test
  void itRunsInASessionOfItsOwnSoThatCtrlCDoesNotReachIt() throws Exception {
    EmbeddedRedis redis = start();
    String stat = Files.readString(Path.of("/proc/" + redis.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
    assertThat(fields[3]).as("session").isEqualTo(Long.toString(redis.pid()));
  }

  @Test
  void theServerOfAKilledNodeIsAdoptedAndCanBeStopped() throws Exception {
    long pid = startInANodeThatDies();
    String ownerThen = Files.readString(file("owner"));
    EmbeddedRedis redis = start();
    assertThat(redis.adopted()).isTrue();
    assertThat(redis.pid()).isEqualTo(pid);
    assertThat(ask(redis, "GET", "from")).isEqualTo("the dead node");
    assertThat(redis.owner()).isNotEqualTo(ownerThen);
    assertThat(redis.ownerFile()).hasContent(redis.owner());
    redis.stop();
    assertThat(file("state")).doesNotExist();
    assertThat(start().adopted()).isFalse();
  }

  private long startInANodeThatDies() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process node =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NodeThatDies.class.getName(),
                dataDir.toString())
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream out = node.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(node.waitFor()).isEqualTo(137);
      return Long.parseLong(text);
    }
  }

  @Test
  void aServerLeftBehindWithOtherSettingsIsRestartedWithTheNewOnes() throws Exception {
    EmbeddedRedis left = start(options(0, "old", path()));
    ask(left, "SET", "k", "v");
    EmbeddedRedis redis = start(options(0, "new \"one\" \\ é", path()));
    assertThat(redis.adopted()).isFalse();
    assertThat(redis.pid()).isNotEqualTo(left.pid());
    assertThat(redis.port()).isEqualTo(left.port());
    assertThat(ask(redis, "GET", "k")).isEqualTo("v");
  }

  @Test
  void aStateFileThatNamesAnotherProcessIsIgnored() throws Exception {
    start().stop();
    Files.writeString(file("state"), ProcessHandle.current().pid() + " 127.0.0.1 1 00");
    assertThat(start().adopted()).isFalse();
  }

  @Test
  void aServerThatIsKilledIsNoticedAndStartedAgainAtTheSameAddress() throws Exception {
    EmbeddedRedis redis = start();
    ProcessHandle.of(redis.pid()).orElseThrow().destroyForcibly();
    assertThat(redis.onExit().get(5, TimeUnit.SECONDS)).isNull();
    EmbeddedRedis again = start();
    assertThat(again.url()).isEqualTo(redis.url());
    assertThat(again.password()).isEqualTo(redis.password());
  }

  @Test
  void withoutAnInstalledRedisTheShippedOneIsUsed() throws Exception {
    EmbeddedRedis redis = start(options(0, "", ""));
    Path binary = dataDir.resolve("bin").resolve("redis-server-7.0.15");
    assertThat(mode(binary)).isEqualTo("rwx------");
    assertThat(ask(redis, "INFO", "server")).contains("executable:" + binary);
    redis.stop();
    assertThat(ask(start(options(0, "", "")), "PING")).isEqualTo("PONG");
  }

  @Test
  void theLinesForAFurtherNodeNameThePasswordFileAndNotThePassword() throws Exception {
    EmbeddedRedis redis = start();
    assertThat(redis.connectLines())
        .containsExactly(
            "\"redis_host\": \"127.0.0.1\",",
            "\"redis_port\": " + redis.port() + ",",
            "\"redis_pass_file\": \"" + file("password").toRealPath() + "\"");
    assertThat(file("password")).hasContent(redis.password());
  }

  @Test
  void aDirectoryWithSpacesAndQuotesIsNoProblem(@TempDir Path parent) throws Exception {
    EmbeddedRedis redis =
        start(
            new EmbeddedRedis.Options(
                parent.resolve("a \"b\" 'c' \\ é"),
                0,
                "127.0.0.1",
                20,
                "",
                "always",
                path(),
                told::add));
    assertThat(ask(redis, "SELECT", "20")).isEqualTo("OK");
  }
}
