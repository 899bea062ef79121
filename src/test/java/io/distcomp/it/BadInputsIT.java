package io.distcomp.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RawHttp;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.distcomp.testkit.TestClient.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bad inputs 1 to 33 (task lines, JSON, HTTP): each gets its error and status, and nothing is
 * stored. Those of the event bus are in {@link BadMessagesIT}, of Redis and of files in {@link
 * BadContentsIT}.
 */
@ExtendWith(NodeProcessLogs.class)
class BadInputsIT {

  private static final int MEBIBYTE = 1 << 20;

  /** Ten seconds for a request, one until that is looked at, and a busy machine. */
  private static final Duration SLOW = Duration.ofSeconds(20);

  private static RedisServer redis;
  private static Nodes nodes;
  private static NodeProcess node;
  private static TestClient client;

  @BeforeAll
  static void start() {
    redis = RedisServer.create().start();
    nodes = new Nodes(redis);
    node = nodes.start("strict", conf -> conf.with("http_max_sse", 1));
    client = node.client();
  }

  @AfterAll
  static void stop() {
    nodes.close();
    redis.close();
  }

  // --- 1 to 22: what is submitted

  static Stream<Arguments> badLines() {
    return Stream.of(
        arguments("1", "shell:4:2:2", "E_FIELDS", "4 fields"),
        arguments("2", "shell:x:2:2:ls", "E_PRIORITY", "'x' is not an integer in 0..9999"),
        arguments("3", "shell:4:-1:2:ls", "E_DRAM", "-1 is not in 0..1048576"),
        arguments("3", "shell:4:99999999999999999999:2:ls", "E_DRAM", "999 is not in"),
        arguments("4", "perl:1:1:1:ls", "E_TYPE", "'perl' (shell, python, demo)"),
        arguments("5", "shell:1:1:1:", "E_EMPTY_COMMAND", ""),
        arguments("5", "shell:1:1:1: \t ", "E_EMPTY_COMMAND", ""),
        arguments("7", "shell:1:1:1:echo \0", "E_NUL", "byte 18 is NUL"),
        arguments("8", "shell:1:1:1:" + "x".repeat(MEBIBYTE), "E_COMMAND_TOO_LONG", "65536"),
        arguments("9", "shell:1:1:1:\u00ff", "E_ENCODING", "0xff"),
        arguments("11", "shell:1:1:1:" + "x".repeat(3 * MEBIBYTE), "E_LINE_TOO_LONG", ""));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("badLines")
  void aBadTaskLine(String number, String line, String code, String says) {
    Map<String, String> before = RedisSnapshot.of(redis);
    byte[] body = ("shell:1:0:0:true\n\n" + line + "\n").getBytes(ISO_8859_1);

    Answer answer = client.send("POST", "/jobs?name=bad", "text/plain", body);

    assertError(answer, 422, code);
    assertThat(error(answer).getString("message")).startsWith("line 3: ").contains(says);
    assertThat(RedisSnapshot.of(redis)).isEqualTo(before);
  }

  static Stream<Arguments> badJson() {
    return Stream.of(
        arguments("13", "{", 400, "E_JSON", null),
        arguments("14", "[".repeat(10_000), 400, "E_JSON_DEPTH", null),
        arguments("15", task("\"cmd\":\"ls\""), 422, "E_UNKNOWN_FIELD", "/tasks/1/cmd"),
        arguments("16", task("\"command\":\"rm\""), 400, "E_DUPLICATE_KEY", "/tasks/1/command"),
        arguments("17", task("\"timeout_s\":1e400"), 422, "E_RANGE", "/tasks/1/timeout_s"),
        arguments("17", task("\"timeout_s\":NaN"), 422, "E_RANGE", "/tasks/1/timeout_s"),
        arguments("17", task("\"timeout_s\":-5"), 422, "E_RANGE", "/tasks/1/timeout_s"),
        arguments("17", task("\"timeout_s\":\"5\""), 422, "E_TYPE", "/tasks/1/timeout_s"),
        arguments("18", task("\"id\":\"../../x\""), 422, "E_UNKNOWN_FIELD", "/tasks/1/id"),
        arguments("18", task("\"id\":\".\""), 422, "E_UNKNOWN_FIELD", "/tasks/1/id"),
        arguments(
            "18",
            task("\"id\":\"" + "x".repeat(129) + "\""),
            422,
            "E_UNKNOWN_FIELD",
            "/tasks/1/id"),
        arguments("18", task("\"id\":\"a\\u0000\""), 422, "E_UNKNOWN_FIELD", "/tasks/1/id"),
        arguments("18", task("\"id\":\"con\\n\""), 422, "E_UNKNOWN_FIELD", "/tasks/1/id"),
        arguments("20", hundred(), 422, "E_TYPE", "/tasks/56/type"),
        arguments("21", task("\"id\":\"same\""), 422, "E_UNKNOWN_FIELD", "/tasks/1/id"),
        arguments("22", env("LD_PRELOAD"), 422, "E_ENV_NAME", "/tasks/1/env/LD_PRELOAD"),
        arguments("22", env("A=B"), 422, "E_ENV_NAME", "/tasks/1/env/A=B"));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("badJson")
  void aBadJsonBody(String number, String body, int status, String code, String path) {
    Map<String, String> before = RedisSnapshot.of(redis);

    Answer answer = client.send("POST", "/jobs", "application/json", body.getBytes(UTF_8));

    assertError(answer, status, code);
    if (path != null) {
      assertThat(error(answer).getString("path")).isEqualTo(path);
    }
    assertThat(RedisSnapshot.of(redis)).isEqualTo(before);
  }

  private static String task(String field) {
    return "{\"tasks\":[{\"command\":\"true\"},{\"command\":\"ls\"," + field + "}]}";
  }

  private static String env(String name) {
    return task("\"env\":{\"" + name + "\":\"x\"}");
  }

  private static String hundred() {
    JsonArray tasks = new JsonArray();
    IntStream.range(0, 100).forEach(i -> tasks.add(new JsonObject().put("command", "echo " + i)));
    tasks.getJsonObject(56).put("type", "perl");
    return new JsonObject().put("tasks", tasks).encode();
  }

  /** 6, 10, 12, and the other half of 20. */
  @Test
  void whatLooksBadAndIsGoodIsStored() {
    String file =
        "\ufeffshell:1:1:1:echo a:b:c\r\nshell:1:0:0:true\r\nshell:1:0:0:true\r\n".strip();
    Answer lines = client.send("POST", "/jobs?name=good", "text/plain", file.getBytes(UTF_8));
    assertThat(lines.status()).as(lines.text()).isEqualTo(201);
    assertThat(lines.json().getInteger("accepted")).isEqualTo(2);
    assertThat(lines.json().getInteger("duplicates")).isEqualTo(1);
    assertThat(lines.json().getJsonArray("notes")).isNotEmpty();
    long job = TestClient.jobId(lines.json());
    client.awaitJob(job);
    assertThat(client.stdoutText(job + ".1")).isEqualTo("a:b:c\n");

    Answer partial =
        client.send("POST", "/jobs?partial=true", "application/json", hundred().getBytes(UTF_8));
    assertThat(partial.status()).as(partial.text()).isEqualTo(201);
    client.awaitJob(TestClient.jobId(partial.json()));
    assertThat(partial.json().getInteger("accepted")).isEqualTo(99);
    assertThat(partial.json().getJsonArray("rejected")).hasSize(1);
  }

  // --- 23 to 33: HTTP

  static Stream<Arguments> badRequests() {
    String post = "POST /api/v1/jobs HTTP/1.1\r\n";
    String cancel = "POST /api/v1/jobs/1/cancel HTTP/1.1\r\n";
    String get = "GET /api/v1/status HTTP/1.1\r\n";
    String evil = "Origin: https://evil.com\r\nHost: @host\r\n";
    String length = "Content-Length: 100000000\r\n";
    String text = "Content-Type: text/plain\r\n";
    return Stream.of(
        arguments("23", get + "Host: evil.com\r\n@auth", "421 E_HOST"),
        arguments("23", post + "Host: evil.com:80\r\n@auth", "421 E_HOST"),
        arguments("24", get + "@auth", "400 E_HOST"),
        arguments("24", get + "Host:\r\n@auth", "400 E_HOST"),
        arguments("24", get + "Host: @host\r\nHost: @host\r\n@auth", "400 E_HOST"),
        arguments("25", post + evil + "@cookie", "403 E_ORIGIN"),
        arguments("25", cancel + evil + "@auth", "403 E_ORIGIN"),
        arguments("26", cancel + "Host: @host\r\n@auth" + text + "@five", "415 E_CONTENT_TYPE"),
        arguments(
            "26",
            post + "Host: @host\r\n@authContent-Type: multipart/form-data\r\n@five",
            "415 E_CONTENT_TYPE"),
        arguments("27", get + "Host: @host\r\n", "401 E_TOKEN"),
        arguments("27", get + "Host: @host\r\nAuthorization: Bearer x\r\n", "401 E_TOKEN"),
        arguments(
            "27",
            "GET /api/v1/status?token=@token HTTP/1.1\r\nHost: @host\r\n",
            "400 E_TOKEN_IN_URL"),
        arguments(
            "28",
            get + "Host: @host\r\nAuthorization: Bearer " + "x".repeat(9000) + "\r\n",
            "431 E_HEADERS"),
        arguments("28", "GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: @host\r\n", "414 E_URI"),
        arguments(
            "29",
            cancel + "Host: @host\r\n@authContent-Type: application/json\r\n" + length,
            "413 E_TOO_LARGE"),
        arguments("32", file("..%2f..%2fetc/passwd"), "404 E_PATH"),
        arguments("32", file("%00"), "404 E_PATH"),
        arguments("32", file("/"), "404 E_PATH"),
        arguments("32", file("\\..\\etc\\passwd"), "404 E_PATH"),
        arguments("32", file("..%5c..%5cetc%5cpasswd"), "404 E_PATH"),
        arguments("33", "TRACE / HTTP/1.1\r\nHost: @host\r\n", "405 E_METHOD"),
        arguments("33", "CONNECT h:80 HTTP/1.1\r\nHost: @host\r\n", "405 E_METHOD"),
        arguments(
            "33",
            "POST / HTTP/1.1\r\nHost: @host\r\nTransfer-Encoding: chunked, identity\r\n",
            "400 E_REQUEST"));
  }

  private static String file(String path) {
    return "GET /results/" + path + " HTTP/1.1\r\nHost: @host\r\n";
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("badRequests")
  void aBadRequest(String number, String request, String expected) throws IOException {
    Map<String, String> before = RedisSnapshot.of(redis);

    String response = RawHttp.exchange(port(), filled(request) + "\r\n");

    assertThat(RawHttp.status(response) + " " + code(response))
        .as(request + " -> " + response)
        .isEqualTo(expected);
    if (expected.startsWith("401")) {
      assertThat(response).containsIgnoringCase("\r\nwww-authenticate: bearer");
    }
    assertThat(RedisSnapshot.of(redis)).isEqualTo(before);
  }

  /** 25: also by methods that a form cannot send; those that nothing answers are not possible. */
  @Test
  void noMethodOfAnotherPageChangesAnything() throws IOException {
    Map<String, String> before = RedisSnapshot.of(redis);
    for (String method : List.of("PUT", "PATCH", "DELETE")) {
      String response =
          RawHttp.exchange(
              port(),
              filled(
                  method
                      + " /api/v1/jobs/1 HTTP/1.1\r\nOrigin: https://evil.com\r\n"
                      + "Host: @host\r\n@cookie\r\n"));
      assertThat(code(response)).as(method).isIn("E_ORIGIN", "E_METHOD");
      assertThat(RawHttp.status(response)).as(method).isIn(403, 405);
    }
    assertThat(RedisSnapshot.of(redis)).isEqualTo(before);
  }

  /** 29: a body of unknown length is cut where it is too long. */
  @Test
  void aChunkedBodyWithoutEndIsCutAtItsLimit() throws IOException {
    Map<String, String> before = RedisSnapshot.of(redis);
    String chunk = Integer.toHexString(2 * MEBIBYTE) + "\r\n" + " ".repeat(2 * MEBIBYTE) + "\r\n";
    String response =
        RawHttp.exchange(
            port(),
            filled(
                "POST /api/v1/jobs/1/cancel HTTP/1.1\r\nHost: @host\r\n@auth"
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk));
    assertThat(RawHttp.status(response) + " " + code(response)).isEqualTo("413 E_TOO_LARGE");
    assertThat(RedisSnapshot.of(redis)).isEqualTo(before);
  }

  /** 30: headers that come byte by byte. */
  @Test
  void aConnectionThatSendsItsHeadersSlowlyIsClosedAndLogged() throws IOException {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port())) {
      slow.getOutputStream()
          .write("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(UTF_8));
      slow.setSoTimeout(1000);
      Waiting.atMost(SLOW, "the end of a slow connection").until(() -> isOver(slow));
    }
    assertThat(node.log()).containsPattern("slow_client: 1 connection\\(s\\).* from 127.0.0.1");
  }

  /** Sends one byte more each second. */
  private static boolean isOver(Socket slow) {
    try {
      slow.getOutputStream().write('x');
      return slow.getInputStream().read() < 0;
    } catch (SocketTimeoutException waits) {
      return false;
    } catch (IOException cut) {
      return true;
    }
  }

  /** 32: what somebody with a token tries is in the audit log, of strangers only the last. */
  @Test
  void whoReachesForFilesOutsideIsWrittenDown() throws IOException {
    String path = "/results/..%2f..%2fetc/shadow";
    String request = "GET " + path + " HTTP/1.1\r\nHost: @host\r\n";
    Path audit = node.home().directory().resolve(".distcomp/strict/audit.jsonl");

    String known = RawHttp.exchange(port(), filled(request + "@auth\r\n"));
    String stranger = RawHttp.exchange(port(), filled(request.replace("shadow", "hosts") + "\r\n"));

    assertThat(RawHttp.status(known) + " " + code(known)).isEqualTo("404 E_PATH");
    assertThat(RawHttp.status(stranger) + " " + code(stranger)).isEqualTo("404 E_PATH");
    assertThat(Files.readAllLines(audit))
        .filteredOn(line -> line.contains(path))
        .singleElement()
        .asString()
        .contains("\"action\":\"GET probe\"", "\"status\":404", "\"code\":\"E_PATH\"");
    assertThat(Files.readString(audit)).doesNotContain("etc/hosts");
    assertThat(node.log()).contains("without a token reached for what is not served");
  }

  /** 31: one more live view than http_max_sse. */
  @Test
  void oneWatcherTooManyIsAskedToComeAgain() throws IOException {
    String watch = filled("GET /api/v1/events HTTP/1.1\r\nHost: @host\r\n@auth\r\n");
    try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port())) {
      first.getOutputStream().write(watch.getBytes(ISO_8859_1));
      byte[] head = first.getInputStream().readNBytes("HTTP/1.1 200".length());
      assertThat(new String(head, ISO_8859_1)).isEqualTo("HTTP/1.1 200");

      String second = RawHttp.exchange(port(), watch);

      assertThat(RawHttp.status(second) + " " + code(second)).isEqualTo("503 E_TOO_MANY_WATCHERS");
      assertThat(second).containsIgnoringCase("\r\nretry-after: ");
    }
  }

  // --- helpers

  private static int port() {
    return URI.create(node.url()).getPort();
  }

  private static String filled(String request) throws IOException {
    String text =
        request
            .replace("@host", "127.0.0.1:" + port())
            .replace("@token", node.token())
            .replace("@five", "Content-Length: 5\r\n")
            .replace("@auth", "Authorization: Bearer " + node.token() + "\r\n");
    return text.contains("@cookie") ? text.replace("@cookie", cookie()) : text;
  }

  /** The header of a browser that has logged in. */
  private static String cookie() throws IOException {
    String body =
        new JsonObject().put("code", client.post("/login-codes").getString("code")).encode();
    String response =
        RawHttp.exchange(
            port(),
            "POST /api/v1/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    String pair =
        response
            .lines()
            .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("set-cookie: "))
            .findFirst()
            .orElseThrow(() -> new AssertionError(response));
    return "Cookie: " + pair.substring("set-cookie: ".length()).split(";", -1)[0] + "\r\n";
  }

  private static String code(String response) {
    int body = response.indexOf("\r\n\r\n{");
    return body < 0
        ? "no error"
        : new JsonObject(response.substring(body + 4)).getJsonObject("error").getString("code");
  }

  private static JsonObject error(Answer answer) {
    return answer.json().getJsonObject("error");
  }

  private static void assertError(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(error(answer).getString("code")).as(answer.text()).isEqualTo(code);
  }
}
