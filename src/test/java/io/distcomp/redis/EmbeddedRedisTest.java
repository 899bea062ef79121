package io.distcomp.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {

  private static final Duration REPLY = Duration.ofSeconds(5);

  @TempDir Path dataDir;

  private final List<String> told = new ArrayList<>();
  private final List<EmbeddedRedis> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(EmbeddedRedis::stop);
  }

  private EmbeddedRedis.Options options(int port, String password, String searchPath) {
    return new EmbeddedRedis.Options(
        dataDir, port, "127.0.0.1", 0, password, "everysec", searchPath, told::add);
  }

  private EmbeddedRedis start(EmbeddedRedis.Options options) throws EmbeddedRedisException {
    EmbeddedRedis redis = EmbeddedRedis.start(options);
    started.add(redis);
    return redis;
  }

  private EmbeddedRedis start() throws EmbeddedRedisException {
    return start(options(0, "", path()));
  }

  private static String path() {
    return System.getenv("PATH");
  }

  @CanIgnoreReturnValue
  private static String ask(EmbeddedRedis redis, String... command) throws IOException {
    Endpoint endpoint = new Endpoint(redis.host(), redis.port(), redis.password());
    try (RespClient client = endpoint.open(REPLY)) {
      return client.call(command);
    }
  }

  private Path file(String name) {
    return dataDir.resolve("redis").resolve(name);
  }

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

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
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
  void withoutAnInstalledRedisTheShippedOneIsUsed() throws Exception {
    EmbeddedRedis redis = start(options(0, "", ""));
    Path binary = dataDir.resolve("bin").resolve("redis-server-7.0.15");
    assertThat(mode(binary)).isEqualTo("rwx------");
    assertThat(ask(redis, "INFO", "server")).contains("executable:" + binary);
    redis.stop();
    assertThat(ask(start(options(0, "", "")), "PING")).isEqualTo("PONG");
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
