package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.api.TestApi.MovableClock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {

  @TempDir Path folder;

  @Test
  void aNamedPortThatIsTakenIsFatalAndItsOwnerIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestApi api = new TestApi(folder, TestApi.http(taken.getLocalPort(), true, true, 4))) {
      assertThatThrownBy(api::start)
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("http_port " + taken.getLocalPort())
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aDefaultPortThatIsTakenMovesToTheNext() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestApi api =
            new TestApi(folder, TestApi.http(taken.getLocalPort(), false, true, 4)).start()) {
      assertThat(api.web.port()).isGreaterThan(taken.getLocalPort());
      assertThat(api.get("/api/v1/status").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theFirstStartMakesATokenThatOnlyItsOwnerReads() throws IOException {
    Path file = folder.resolve("new/token");

    AccessToken made = TokenFile.readOrCreate(file, new SecureRandom());

    assertThat(Files.readString(file).strip()).hasSize(43);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(TokenFile.readOrCreate(file, new SecureRandom()).hash()).isEqualTo(made.hash());
    assertThat(made.toString()).doesNotContain(Files.readString(file).strip());
    assertThat(folder.resolve("new")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aTokenFileThatOthersReadOrThatHoldsNoTokenIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "t".repeat(43));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> TokenFile.readOrCreate(file, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "short");
    assertThatThrownBy(() -> TokenFile.readOrCreate(file, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("32 to 512");
  }

  @Test
  void eventsAreKeptForAMinute() {
    MovableClock clock = new MovableClock();
    SseRing ring = new SseRing("00000000000000aa", clock);
    ring.add(Buffer.buffer("one"));
    ring.add(Buffer.buffer("two"));

    assertThat(ring.since("00000000000000aa-0").orElseThrow()).hasSize(2);
    assertThat(ring.since("00000000000000aa-1").orElseThrow()).hasSize(1);
    assertThat(ring.since("00000000000000aa-2").orElseThrow()).isEmpty();
    assertThat(ring.since("00000000000000aa-3")).isEmpty();
    assertThat(ring.since("00000000000000bb-1")).isEmpty();
    assertThat(ring.since("nonsense")).isEmpty();
    clock.advance(Duration.ofSeconds(61));
    assertThat(ring.since("00000000000000aa-1")).isEmpty();
    assertThat(ring.since("00000000000000aa-2").orElseThrow()).isEmpty();
  }

  @Test
  void connectionsWithoutACompleteRequestOrAboveTheBoundAreClosed() throws IOException {
    try (TestApi api = new TestApi(folder)) {
      Connections connections =
          new Connections(api.vertx, 1, Duration.ofSeconds(1), Duration.ofSeconds(60));
      int port =
          TestApi.await(
                  api.vertx
                      .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                      .connectionHandler(connections::onConnection)
                      .requestHandler(connections::onRequest)
                      .listen(0, "127.0.0.1"))
              .actualPort();
      try (Socket dribbles = socket(port);
          Socket oneTooMany = socket(port)) {
        dribbles.getOutputStream().write("GET / HT".getBytes(StandardCharsets.UTF_8));
        assertThat(isClosed(oneTooMany)).isTrue();
        assertThat(isClosed(dribbles)).isTrue();
      }
    }
  }

  /** What was sent and not read makes a reset of the end of a connection. */
  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException e) {
      return String.valueOf(e.getMessage()).contains("reset");
    }
  }

  private static Socket socket(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    return socket;
  }
}
