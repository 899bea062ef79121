package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.bus.DistCompClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

  private static final String WHO = new AccessToken(TestApi.TOKEN_TEXT).id();

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Path file() {
    return folder.resolve(AuditTrail.FILE);
  }

  private List<JsonObject> lines() throws IOException {
    return Files.exists(file())
        ? Files.readAllLines(file()).stream().map(JsonObject::new).toList()
        : List.of();
  }

  private JsonObject last() throws IOException {
    List<JsonObject> lines = lines();
    return lines.get(lines.size() - 1);
  }

  @Test
  void aSubmissionIsThereByItsHashWhenItIsAnswered() throws IOException {
    String text = "echo secret-in-a-command\n";
    api.submit("?name=x", text);

    JsonObject line = last();
    assertThat(line.getString("time")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
    assertThat(line.getString("who")).isEqualTo(WHO);
    assertThat(line.getString("peer")).isEqualTo("127.0.0.1");
    assertThat(line.getString("action")).isEqualTo("POST /api/v1/jobs");
    assertThat(line.getString("query")).isEqualTo("name=x");
    assertThat(line.getString("sha256"))
        .isEqualTo(HexFormat.of().formatHex(AccessToken.sha256(text)));
    assertThat(line.getInteger("status")).isEqualTo(201);
    assertThat(line.getInteger("job")).isEqualTo(1);
    assertThat(line.getInteger("accepted")).isEqualTo(1);
    assertThat(Files.readString(file())).doesNotContain("secret-in", TestApi.TOKEN_TEXT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void eachChangeHasALineAndReadingHasNone() throws IOException {
    api.submit("?name=x", "echo 1\n");
    api.get("/api/v1/status");
    api.get("/api/v1/jobs");
    api.post("/api/v1/jobs/1/cancel");
    api.post("/api/v1/tasks/1.1/retry");
    api.post("/api/v1/nodes/alpha/drain");
    api.post("/api/v1/jobs/9/cancel");

    assertThat(lines())
        .extracting(l -> l.getString("action"), l -> l.getString("target"), AuditTest::result)
        .containsExactly(
            tuple("POST /api/v1/jobs", null, "201"),
            tuple("POST /api/v1/jobs/:id/cancel", "1", "200"),
            tuple("POST /api/v1/tasks/:id/retry", "1.1", "200"),
            tuple("POST /api/v1/nodes/:name/drain", "alpha", "404 E_NOT_FOUND"),
            tuple("POST /api/v1/jobs/:id/cancel", "9", "404 E_NOT_FOUND"));
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static String before(String text, String end) {
    return text.substring(0, text.indexOf(end));
  }

  private static String result(JsonObject line) {
    String code = line.getString("code");
    return line.getInteger("status") + (code == null ? "" : " " + code);
  }

  @Test
  void whatIsRefusedIsThereToo() throws IOException {
    api.submit("", "");
    assertThat(result(last())).isEqualTo("422 E_EMPTY");
    TestApi.await(
        api.request(HttpMethod.POST, "/api/v1/jobs/1/cancel")
            .putHeader("Origin", "https://evil.example")
            .send());
    assertThat(result(last())).isEqualTo("403 E_ORIGIN");
    TestApi.await(
        api.request(HttpMethod.POST, "/api/v1/jobs/1/cancel")
            .putHeader("Content-Type", "application/json")
            .sendBuffer(Buffer.buffer("{")));
    assertThat(result(last())).isEqualTo("400 E_JSON");
    assertThat(lines()).hasSize(3);
  }

  @Test
  void strangersCannotFillIt() throws IOException {
    TestApi.await(api.anonymous(HttpMethod.POST, "/api/v1/jobs/1/cancel").send());
    TestApi.await(
        api.anonymous(HttpMethod.POST, "/api/v1/jobs/1/cancel")
            .bearerTokenAuthentication("wrong")
            .send());
    TestApi.await(
        api.anonymous(HttpMethod.POST, "/api/v1/login")
            .sendJsonObject(new JsonObject().put("code", "wrong")));
    assertThat(lines()).isEmpty();
  }

  @Test
  void aLoginSaysWhichSessionItMadeAndTheSessionIsNamedFromThenOn() throws IOException {
    String code = api.post("/api/v1/login-codes").bodyAsJsonObject().getString("code");
    HttpResponse<Buffer> login =
        TestApi.await(
            api.anonymous(HttpMethod.POST, "/api/v1/login")
                .sendJsonObject(new JsonObject().put("code", code)));
    String cookie = before(login.getHeader("Set-Cookie"), ";");
    String session = last().getString("who");
    assertThat(session).matches("session:[0-9a-f]{8}");
    TestApi.await(
        api.anonymous(HttpMethod.POST, "/api/v1/jobs/1/cancel").putHeader("Cookie", cookie).send());

    assertThat(lines()).extracting(l -> l.getString("who")).containsExactly(WHO, session, session);
    assertThat(Files.readString(file()))
        .doesNotContain(code, cookie.substring(cookie.indexOf('=') + 1));
  }

  @Test
  void messagesOfTheBusAreThere() throws IOException {
    DistCompClient client = new DistCompClient(api.vertx, TestApi.TOKEN_TEXT);
    TestApi.await(
        client.submit(
            new JsonObject()
                .put("tasks", new JsonArray().add(new JsonObject().put("command", "echo 1")))));
    TestApi.await(client.cancel("1"));

    List<JsonObject> lines = lines();
    assertThat(lines).extracting(l -> l.getString("who")).containsOnly(WHO);
    assertThat(lines).extracting(l -> l.getString("peer")).containsOnly("bus");
    assertThat(lines.get(0).getString("action")).isEqualTo("distcomp.submit");
    assertThat(lines.get(0).getString("sha256")).hasSize(64);
    assertThat(lines.get(1).getString("body")).isEqualTo("{\"id\":\"1\"}");
    assertThat(lines.get(1).getInteger("count")).isEqualTo(1);
  }

  @Test
  void nothingThatIsSentMakesASecondLineOrMovesATerminal() throws IOException {
    String[] hostile = {
      "%0A%7B%22who%22%3A%22root%22%7D",
      "%1B%5D0%3Bx%07",
      "%E2%80%AE%E2%80%A8",
      "%22%2C%22who%22%3A"
    };
    for (String name : hostile) {
      api.submit("?name=" + name, "echo 1\n");
      api.post("/api/v1/nodes/" + name + "/drain");
    }
    byte[] bytes = Files.readAllBytes(file());
    for (byte b : bytes) {
      assertThat(b == '\n' || (b >= ' ' && b <= '~')).as("byte " + b).isTrue();
    }
    assertThat(lines()).hasSize(2 * hostile.length);
    assertThat(lines()).extracting(l -> l.getString("who")).containsOnly(WHO);
    assertThat(lines().get(1).getString("target")).isEqualTo("\n{\"who\":\"root\"}");
  }

  @Test
  void whatCannotBeWrittenDownIsNotAcknowledged() throws IOException {
    Files.createDirectory(file());
    HttpResponse<Buffer> answer = api.submit("?name=x", "echo 1\n");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(TestApi.error(answer).getString("code")).isEqualTo("E_AUDIT");
    assertThat(TestApi.error(answer).getString("message")).contains("was done");

    Files.delete(file());
    assertThat(api.submit("?name=x", "echo 1\n").statusCode()).isEqualTo(201);
    assertThat(lines()).hasSize(1);
  }

  @Test
  void aFullFileBecomesTheFirstOfSeven() throws IOException {
    String line = "x".repeat(40);
    try (AuditFile log = new AuditFile(file(), 100)) {
      for (int i = 0; i < 40; i++) {
        log.append(i + line);
      }
    }
    assertThat(Files.readAllLines(file())).containsExactly("38" + line, "39" + line);
    assertThat(Files.readAllLines(folder.resolve("audit.jsonl.1")))
        .containsExactly("36" + line, "37" + line);
    assertThat(folder.resolve("audit.jsonl." + AuditFile.KEPT)).exists();
    assertThat(folder.resolve("audit.jsonl." + (AuditFile.KEPT + 1))).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void whatWasThereIsKeptAndHalfALineIsEnded() throws IOException {
    Files.writeString(file(), "whole\nhal");
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));
    try (AuditFile log = new AuditFile(file(), 1000)) {
      log.append("new");
      Files.move(file(), folder.resolve("taken-away"));
      log.append("newer");
    }
    assertThat(folder.resolve("taken-away")).hasContent("whole\nhal\nnew\n");
    assertThat(file()).hasContent("newer\n");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("taken-away"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = folder.resolve("elsewhere");
    Files.createSymbolicLink(file(), elsewhere);
    assertThat(api.submit("?name=x", "echo 1\n").statusCode()).isEqualTo(503);
    assertThat(elsewhere).doesNotExist();
  }
}
