package io.distcomp.hook;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent to a receiver, and what its answers mean. */
class WebhookTest {

  private static final JsonObject EVENT = new JsonObject().put("id", "e1").put("text", "über");

  private record Heard(String path, String signature, String body) {}

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final Webhook webhook = new Webhook(vertx);
  private HttpServer server;

  @BeforeEach
  void listen() {
    server = await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    webhook.close();
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(20, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** The path is the status that is wanted. */
  private void answer(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body -> {
              heard.add(
                  new Heard(
                      request.path(),
                      String.valueOf(request.getHeader(Webhook.SIGNATURE)),
                      body.toString()));
              request
                  .response()
                  .setStatusCode(Integer.parseInt(request.path().substring(1)))
                  .putHeader("Location", "/200")
                  .end("x".repeat(1 << 20));
            });
  }

  private Ended send(String path, Path secret) {
    URI url = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    return await(webhook.send(url, secret, EVENT));
  }

  @ParameterizedTest
  @CsvSource({
    "200, true, false",
    "204, true, false",
    "302, false, false",
    "307, false, false",
    "404, false, false",
    "408, false, true",
    "429, false, true",
    "500, false, true",
    "503, false, true"
  })
  void theStatusSaysWhetherItArrivedAndWhetherToTryAgain(int status, boolean well, boolean again) {
    Ended ended = send("/" + status, null);

    assertThat(ended).isEqualTo(new Ended(well, again, "answered " + status));
    assertThat(heard).as("a redirect is not followed").hasSize(1);
    assertThat(heard.get(0)).isEqualTo(new Heard("/" + status, "null", EVENT.encode()));
  }

  @Test
  void aBodyIsSignedWithTheFirstLineOfTheSecretFile() throws Exception {
    // RFC 4231, test case 2, for the function itself.
    assertThat(Webhook.hmac(bytes("Jefe"), bytes("what do ya want for nothing?")))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    Path secret = Files.writeString(folder.resolve("secret"), "Jefe\n");

    send("/200", secret);

    String expected = Webhook.hmac(bytes("Jefe"), EVENT.toBuffer().getBytes());
    assertThat(heard.get(0).signature()).isEqualTo("sha256=" + expected);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void withoutItsSecretNothingIsSent() {
    assertThat(send("/200", folder.resolve("gone")).well()).isFalse();
    assertThat(heard).isEmpty();
  }

  @Test
  void aReceiverThatIsNotThereIsTriedAgainAndItsAddressIsNotSaid() {
    await(server.close());

    Ended ended = send("/token-in-path", null);

    assertThat(ended.well()).isFalse();
    assertThat(ended.again()).isTrue();
    assertThat(ended.words()).doesNotContain("127.0.0.1").doesNotContain("token");
  }
}
