package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.distcomp.bus.DistCompClient;
import io.distcomp.queue.SharedTokens.Entry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenBookTest {

  private static final String OTHER = "o".repeat(43);
  private static final String STATUS = "/api/v1/status";

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

  private static Entry entry(String token) {
    AccessToken text = new AccessToken(token);
    return new Entry(text.hash(), HexFormat.of().formatHex(text.busKey().secret()));
  }

  private void otherNodeRegisters() {
    api.tokens.register(entry(OTHER), Duration.ofMinutes(1));
    api.clock.advance(TokenBook.PATIENCE);
  }

  private int statusWith(String token) {
    return TestApi.await(
            api.anonymous(HttpMethod.GET, STATUS).bearerTokenAuthentication(token).send())
        .statusCode();
  }

  private void writeToken(String text, String modes) throws IOException {
    Path fresh = Files.writeString(folder.resolve("fresh"), text + "\n");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(modes));
    Files.move(fresh, folder.resolve("token"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void theOwnTokenIsRegisteredAndNeverItself() {
    assertThat(api.tokens.entries()).containsExactly(entry(TestApi.TOKEN_TEXT));
    assertThat(api.tokens.entries().toString()).doesNotContain(TestApi.TOKEN_TEXT);
  }

  @Test
  void theTokenOfAnyNodeIsGoodAtAllNodes() {
    assertThat(statusWith(OTHER)).isEqualTo(401);
    otherNodeRegisters();
    assertThat(statusWith(OTHER)).isEqualTo(200);
  }

  /** The body comes while Redis is asked, and must still be there afterwards. */
  @Test
  void aSubmissionWithTheTokenOfAnotherNodeKeepsItsBody() {
    otherNodeRegisters();
    HttpResponse<Buffer> answer =
        TestApi.await(
            api.anonymous(HttpMethod.POST, "/api/v1/jobs?name=x")
                .bearerTokenAuthentication(OTHER)
                .putHeader("Content-Type", "text/plain")
                .sendBuffer(Buffer.buffer("echo 1\necho 2\n".repeat(20_000))));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(201);
    assertThat(answer.bodyAsJsonObject().getInteger("accepted")).isEqualTo(2);
    assertThat(answer.bodyAsJsonObject().getInteger("duplicates")).isEqualTo(39_998);
  }

  @Test
  void aMessageThatIsSignedWithTheTokenOfAnotherNodeIsGood() {
    JsonObject job =
        new JsonObject()
            .put("tasks", new JsonArray().add(new JsonObject().put("command", "echo 1")));
    DistCompClient client = new DistCompClient(api.vertx, OTHER);
    assertThat(catchThrowableOfType(ReplyException.class, () -> TestApi.await(client.submit(job))))
        .hasMessageContaining("E_MAC");
    otherNodeRegisters();
    assertThat(TestApi.await(client.submit(job)).getInteger("accepted")).isEqualTo(1);
  }

  @Test
  void whoGuessesMakesRedisBusyOnceASecondAtMost() {
    api.clock.advance(TokenBook.PATIENCE);
    int before = api.tokens.readings();
    for (int i = 0; i < 20; i++) {
      assertThat(statusWith("x".repeat(32) + i)).isIn(401, 429);
    }
    // The test takes part of a second of its own.
    assertThat(api.tokens.readings() - before).isBetween(1, 4);
  }

  @Test
  void aHashIsNoTokenAndNeitherIsHalfOfOne() {
    otherNodeRegisters();
    assertThat(statusWith(entry(OTHER).hash())).isEqualTo(401);
    assertThat(statusWith(OTHER.substring(1))).isEqualTo(401);
  }

  @Test
  void withoutRedisTheOwnTokenIsGoodAndOthersWait() {
    api.tokens.setAway(true);
    api.clock.advance(TokenBook.PATIENCE);
    assertThat(statusWith(TestApi.TOKEN_TEXT)).isEqualTo(200);
    assertThat(statusWith(OTHER)).isEqualTo(503);
  }

  @Test
  void aNewTokenInTheFileEndsTheOldOneEverywhere() throws IOException {
    String code =
        TestApi.await(api.request(HttpMethod.POST, "/api/v1/login-codes").send())
            .bodyAsJsonObject()
            .getString("code");
    String setCookie =
        TestApi.await(
                api.anonymous(HttpMethod.POST, "/api/v1/login")
                    .sendJsonObject(new JsonObject().put("code", code)))
            .getHeader("Set-Cookie");
    String cookie = setCookie.substring(0, setCookie.indexOf(';'));
    assertThat(statusWithCookie(cookie)).isEqualTo(200);

    String fresh = "f".repeat(43);
    writeToken(fresh, "rw-------");

    Awaitility.await().until(() -> statusWith(fresh) == 200);
    assertThat(statusWith(TestApi.TOKEN_TEXT)).isIn(401, 429);
    assertThat(statusWithCookie(cookie)).isEqualTo(401);
    Awaitility.await()
        .untilAsserted(() -> assertThat(api.tokens.entries()).containsExactly(entry(fresh)));
  }

  private int statusWithCookie(String cookie) {
    return TestApi.await(api.anonymous(HttpMethod.GET, STATUS).putHeader("Cookie", cookie).send())
        .statusCode();
  }

  @Test
  void aTokenFileThatCannotBeUsedChangesNothing() throws IOException {
    writeToken("n".repeat(43), "rw-r--r--");
    api.clock.advance(TokenBook.PATIENCE);
    String last = "l".repeat(43);
    Awaitility.await().until(() -> api.book.fileTrouble().contains("chmod 600"));
    assertThat(statusWith(TestApi.TOKEN_TEXT)).isEqualTo(200);
    assertThat(statusWith("n".repeat(43))).isEqualTo(401);

    writeToken(last, "rw-------");
    Awaitility.await().until(() -> statusWith(last) == 200);
  }
}
