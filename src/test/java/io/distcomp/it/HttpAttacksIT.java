package io.distcomp.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RawHttp;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node whose port is in the hands of somebody who means harm: what he sends is refused or cut,
 * others are answered meanwhile, and the node's memory and disk stay as they were.
 */
@Timeout(300)
@ExtendWith(NodeProcessLogs.class)
class HttpAttacksIT {

  private static final int IDLE_CONNECTIONS = 10_000;
  private static final int DRIBBLERS = 100;
  private static final int MEBIBYTE = 1 << 20;
  private static final long MOST_GROWTH_KIB = 96 << 10;
  private static final Duration HEADER_LIMIT = Duration.ofSeconds(10);
  private static final Duration BODY_LIMIT = Duration.ofSeconds(30);
  private static final Duration SLACK = Duration.ofSeconds(10);
  private static final Duration PROMPT = Duration.ofSeconds(5);

  private static NodeProcess node;
  private static TestClient client;
  private long memoryBefore;

  @BeforeAll
  static void start() throws IOException {
    node = NodeProcess.start(NodeProcessConf.of("target"));
    client = node.client();
    // What the first large submission makes the JVM keep is no growth.
    client.send("POST", "/jobs", "text/plain", "true\n".repeat(200_000).getBytes(UTF_8));
    assertThat(cutUpload(300L * MEBIBYTE)).isLessThanOrEqualTo(300L * MEBIBYTE);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void look() throws IOException {
    memoryBefore = residentKib();
  }

  @AfterEach
  void theNodeIsAsItWas() throws IOException {
    assertThat(client.isReady()).isTrue();
    assertThat(client.get("/status").getInteger("nodes")).isEqualTo(1);
    assertThat(residentKib() - memoryBefore).as("growth in KiB").isLessThan(MOST_GROWTH_KIB);
    Waiting.atMost(SLACK, "no file of a submission").until(() -> spooled().isEmpty());
    assertThat(node.log()).doesNotContain("OutOfMemory").doesNotContain("\u001b");
  }

  // --- connections

  @Test
  void tenThousandIdleConnectionsKeepNobodyOut() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE_CONNECTIONS; i++) {
        idle.add(new Socket(InetAddress.getLoopbackAddress(), port()));
        if (i % 1000 == 999) {
          long asked = System.nanoTime();
          assertThat(statusOnNewConnection()).isEqualTo(200);
          assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(PROMPT);
        }
      }
      Waiting.atMost(SLACK, "a bounded number of open connections")
          .until(() -> descriptors() < 1000);
    } finally {
      closeAll(idle);
    }
  }

  @Test
  void headersThatComeByteByByteAreCutAndNobodyWaits() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < DRIBBLERS; i++) {
        slow.add(opened("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
      }
      dribbleUntilCut(slow, HEADER_LIMIT.plus(SLACK));
    } finally {
      closeAll(slow);
    }
  }

  /** One of a call without a token, one of a submission. */
  @Test
  void bodiesThatComeByteByByteAreCutAndNobodyWaits() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < DRIBBLERS; i++) {
        slow.add(
            opened(
                "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
        slow.add(opened(submission("text/plain") + "Content-Length: 1000000\r\n\r\n#"));
      }
      dribbleUntilCut(slow, BODY_LIMIT.plus(SLACK));
    } finally {
      closeAll(slow);
    }
  }

  private static void dribbleUntilCut(List<Socket> slow, Duration limit) {
    Waiting.atMost(limit, "all slow connections cut")
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              assertThat(statusOnNewConnection()).isEqualTo(200);
              slow.removeIf(HttpAttacksIT::isCut);
              return slow.isEmpty();
            });
  }

  /** Sends one byte more, and looks whether the other end has said or done something. */
  private static boolean isCut(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      socket.setSoTimeout(1);
      boolean over = socket.getInputStream().read() >= 0 || socket.getInputStream().read() < 0;
      socket.close();
      return over;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  // --- bodies

  @Test
  void aBodyOf10GigabytesIsRefusedByItsLength() throws IOException {
    String response =
        RawHttp.exchange(
            port(), submission("text/plain") + "Content-Length: 10737418240\r\n\r\necho a\n");
    assertThat(RawHttp.status(response)).isEqualTo(413);
  }

  @Test
  void aBodyOf10GigabytesWithoutALengthIsCutAt1() throws IOException {
    long sent = cutUpload(10L << 30);
    // It is told at one gigabyte, and has a second to hear it.
    assertThat(sent).isBetween((1L << 30) - MEBIBYTE, 4L << 30);
  }

  /** Lines of comments in chunks until the node closes; how many bytes it took. */
  private static long cutUpload(long most) throws IOException {
    byte[] line = ("#" + "x".repeat(1022) + "\n").getBytes(ISO_8859_1);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write((Integer.toHexString(MEBIBYTE) + "\r\n").getBytes(ISO_8859_1));
    for (int i = 0; i < 1024; i++) {
      chunk.write(line);
    }
    chunk.write("\r\n".getBytes(ISO_8859_1));
    long sent = 0;
    try (Socket socket = opened(submission("text/plain") + "Transfer-Encoding: chunked\r\n\r\n")) {
      while (sent < most) {
        socket.getOutputStream().write(chunk.toByteArray());
        sent += MEBIBYTE;
      }
    } catch (IOException cut) {
      return sent;
    }
    return sent;
  }

  @Test
  void twoGigabytesInAFewOfGzipAreRefused() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      byte[] lines = "#\n".repeat(MEBIBYTE / 2).getBytes(ISO_8859_1);
      for (int i = 0; i < 2048; i++) {
        gzip.write(lines);
      }
    }
    TestClient.Answer answer =
        client.send("POST", "/jobs?name=bomb", "application/gzip", zipped.toByteArray());
    assertThat(answer.status()).as(answer.text()).isEqualTo(413);
    assertThat(code(answer)).isEqualTo("E_TOO_LARGE");
    assertThat(client.get("/jobs").encode()).doesNotContain("bomb");
  }

  @Test
  void deepJsonIsRefusedWithAndWithoutAToken() throws IOException {
    String deep = "[".repeat(500_000);
    for (String body : List.of("{\"code\":" + deep, deep)) {
      String response =
          RawHttp.exchange(
              port(),
              "POST /api/v1/login HTTP/1.1\r\nHost: localhost\r\n"
                  + "Content-Type: application/json\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body);
      assertThat(RawHttp.status(response)).as(response).isEqualTo(400);
    }
    for (String path : List.of("{\"tasks\":" + deep, "{\"env\":" + deep, deep)) {
      TestClient.Answer answer =
          client.send("POST", "/jobs", "application/json", path.getBytes(UTF_8));
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    }
  }

  // --- paths, headers, log lines

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../etc/passwd",
        "/js/../../etc/passwd",
        "/js/..%2f..%2f..%2fetc%2fpasswd",
        "/js/%2e%2e/%2e%2e/etc/passwd",
        "/js/..%5c..%5cetc%5cpasswd",
        "/js/%00",
        "//etc/passwd",
        "/etc/passwd",
        "/js/app.js%00.png",
        "/api/v1/tasks/..%2f..%2f..%2fetc%2fpasswd/stdout",
        "/api/v1/tasks/1.1%2f..%2f..%2fx/stdout",
        "/api/v1/tasks/../../../etc/passwd/stdout",
        "/api/v1/tasks/1.1%00/stdout",
        "/api/v1/tasks/0.1/stdout",
        "/api/v1/tasks/1.-1/stdout",
        "/api/v1/tasks/1.99999999999999999999/stdout"
      })
  void noPathLeadsOutOfWhatIsServed(String path) throws IOException {
    String response =
        RawHttp.exchange(
            port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + authorization() + "\r\n");
    assertThat(RawHttp.status(response)).as(response).isIn(400, 404);
    assertThat(response).doesNotContain("root:");
  }

  @Test
  void whatIsEncodedInAPathBecomesNoHeaderAndNoLogLine() throws IOException {
    String evil = URLEncoder.encode("x\r\nSet-Cookie: evil=1\r\n\r\n\u001b[31mred", UTF_8);
    List<String> requests =
        List.of(
            "GET /" + evil + " HTTP/1.1\r\n",
            "POST /api/v1/nodes/" + evil + "/drain HTTP/1.1\r\n",
            "GET /api/v1/tasks?q=" + evil + "&" + evil + "=1 HTTP/1.1\r\n",
            "GET /api/v1/tasks?cursor=" + evil + " HTTP/1.1\r\n",
            "GET /api/v1/tasks?job=1&state=failed&cursor=" + evil + " HTTP/1.1\r\n",
            "GET /api/v1/jobs?cursor=" + evil + " HTTP/1.1\r\n",
            "POST /api/v1/jobs?name=" + evil + " HTTP/1.1\r\nContent-Type: text/plain\r\n");
    for (String request : requests) {
      String response =
          RawHttp.exchange(
              port(),
              request + "Host: localhost\r\n" + authorization() + "Content-Length: 0\r\n\r\n");
      assertThat(RawHttp.status(response)).as(response).isBetween(400, 499);
      assertThat(response)
          .as(request)
          .doesNotContainPattern("(?im)^set-cookie:")
          .doesNotContain("\u001b");
    }
    assertThat(node.log()).doesNotContain("evil=1").doesNotContain("\tat ");
  }

  @Test
  void namesThatWouldPaintATerminalAreRefused() {
    for (String name : List.of("a\u001b[31m", "a\rb", "a\nb", "a\u0000", "a\u009b31m")) {
      JsonObject job =
          new JsonObject()
              .put("name", name)
              .put("tasks", new JsonArray().add(new JsonObject().put("command", "true")));
      TestClient.Answer answer =
          client.send("POST", "/jobs", "application/json", job.encode().getBytes(UTF_8));
      assertThat(answer.status()).as(answer.text()).isEqualTo(422);
      assertThat(code(answer)).isEqualTo("E_NAME");
    }
  }

  // --- helpers

  private static String code(TestClient.Answer answer) {
    return answer.json().getJsonObject("error").getString("code");
  }

  private static int port() {
    return URI.create(node.url()).getPort();
  }

  private static String authorization() {
    return "Authorization: Bearer " + node.token() + "\r\n";
  }

  private static String submission(String type) {
    return "POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\n"
        + authorization()
        + "Content-Type: "
        + type
        + "\r\n";
  }

  private static Socket opened(String firstBytes) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    OutputStream out = socket.getOutputStream();
    out.write(firstBytes.getBytes(ISO_8859_1));
    out.flush();
    return socket;
  }

  private static int statusOnNewConnection() throws IOException {
    return RawHttp.status(
        RawHttp.exchange(
            port(),
            "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n" + authorization() + "\r\n"));
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", "" + node.pid(), "fd"))) {
      return open.count();
    }
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + node.pid(), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> spooled() throws IOException {
    try (Stream<Path> files = Files.walk(node.dataDir())) {
      return files.filter(f -> f.getFileName().toString().endsWith(".spool")).toList();
    }
  }
}
