package io.distcomp.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.redis.Readiness.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @TempDir Path dataDir;

  private final List<String> told = new ArrayList<>();
  private ServerFiles files;
  private Endpoint endpoint;
  private ServerProcess process;

  @BeforeEach
  void start() throws Exception {
    files = ServerFiles.in(dataDir);
    endpoint = new Endpoint("127.0.0.1", freePort(), "secret");
    PrivateFiles.write(files.conf(), conf());
    spawn();
    assertThat(readiness(endpoint).await()).isEqualTo(Result.READY);
  }

  @AfterEach
  void stop() throws Exception {
    Shutdown.kill(process);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Half a millisecond for each stored command, so that a few thousand load for seconds. */
  private String conf() {
    return String.join(
        "\n",
        "bind 127.0.0.1",
        "port " + endpoint.port(),
        "requirepass secret",
        "dir " + files.directory(),
        "appendonly yes",
        "key-load-delay 500");
  }

  private void spawn() throws Exception {
    String path = System.getenv("PATH");
    RedisBinary binary = RedisBinary.find(path, dataDir.resolve("bin"));
    process = ServerProcess.spawn(binary, files, path);
  }

  private Readiness readiness(Endpoint at) {
    return new Readiness(process, at, files.directory(), told::add, PATIENCE);
  }

  @Test
  void aServerThatIsStillLoadingIsWaitedForAsLongAsItGetsOn() throws Exception {
    try (RespClient client = endpoint.open(PATIENCE)) {
      client.call("EVAL", "for i = 1, 5000 do redis.call('SET', 'k' .. i, i) end", "0");
    }
    assertThat(Shutdown.end(process, endpoint)).isTrue();
    ServerLog log = files.openLog();
    long before = System.nanoTime();
    spawn();
    Readiness readiness = readiness(endpoint);
    assertThat(readiness.awaitStart(log)).isEqualTo(Result.READY);
    assertThat(readiness.lastProblem()).contains("LOADING");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(PATIENCE);
  }

  @Test
  void aServerWithAnotherPasswordIsAStranger() throws Exception {
    Readiness readiness = readiness(new Endpoint("127.0.0.1", endpoint.port(), "other"));
    assertThat(readiness.await()).isEqualTo(Result.STRANGER);
    assertThat(readiness.lastProblem()).contains("WRONGPASS");
  }

  @Test
  void aServerThatIsNotTheExpectedProcessIsAStranger() throws Exception {
    ServerProcess other = new ServerProcess(ProcessHandle.current());
    Readiness readiness = new Readiness(other, endpoint, files.directory(), told::add, PATIENCE);
    assertThat(readiness.await()).isEqualTo(Result.STRANGER);
    assertThat(readiness.lastProblem()).contains("another server");
  }

  @Test
  void aServerOfAnotherDirectoryIsAStranger() throws Exception {
    Readiness readiness = new Readiness(process, endpoint, dataDir, told::add, PATIENCE);
    assertThat(readiness.await()).isEqualTo(Result.STRANGER);
  }

  @Test
  void aFrozenServerIsSilentAndIsEndedAllTheSame() throws Exception {
    freeze();
    assertThat(readiness(endpoint).await()).isEqualTo(Result.SILENT);
    assertThat(Shutdown.end(process, endpoint)).isTrue();
    assertThat(process.isAlive()).isFalse();
  }

  private void freeze() throws Exception {
    Process kill = new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void aServerThatDiesHasEnded() throws Exception {
    Shutdown.kill(process);
    assertThat(readiness(endpoint).await()).isEqualTo(Result.ENDED);
  }
}
