package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.distcomp.bus.BusAddresses;
import io.distcomp.bus.BusAuth;
import io.distcomp.bus.BusKey;
import io.distcomp.bus.DistCompClient;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusApiTest {

  @TempDir Path folder;
  private TestApi api;
  private DistCompClient client;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
    client = new DistCompClient(api.vertx, TestApi.TOKEN_TEXT + "\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static JsonObject job(int tasks) {
    JsonArray rows = new JsonArray();
    for (int i = 0; i < tasks; i++) {
      rows.add(new JsonObject().put("command", "echo " + i).put("mem_gb", 1.10));
    }
    return new JsonObject().put("name", "bus").put("tasks", rows);
  }

  private static ReplyException refusal(Future<?> call) {
    return catchThrowableOfType(ReplyException.class, () -> TestApi.await(call));
  }

  private static String code(ReplyException refusal) {
    return new JsonObject(refusal.getMessage()).getJsonObject("error").getString("code");
  }

  @Test
  void anApplicationSubmitsAndAsksAsOverHttp() {
    JsonObject answer = TestApi.await(client.submit(job(3)));

    assertThat(answer.getInteger("accepted")).isEqualTo(3);
    assertThat(TestApi.await(client.status()))
        .isEqualTo(api.get("/api/v1/status").bodyAsJsonObject());
    assertThat(TestApi.await(client.jobs(10)))
        .isEqualTo(api.get("/api/v1/jobs").bodyAsJsonObject());
    assertThat(TestApi.await(client.task("1.2")).getString("command")).isEqualTo("echo 1");
    assertThat(TestApi.await(client.cancel("1.1")).getInteger("count")).isEqualTo(1);
    assertThat(TestApi.await(client.cancel("1")).getInteger("count")).isEqualTo(2);
    assertThat(TestApi.await(client.retry("1")).getInteger("count")).isEqualTo(3);
  }

  @Test
  void aJobThatIsBeingRemovedTakesNoTasks() {
    TestApi.await(client.submit(job(1)));
    api.queue.startRemoval(new JobId(1));

    ReplyException refused = refusal(client.submit(job(2)));

    assertThat(refused.failureCode()).isEqualTo(409);
    assertThat(code(refused)).isEqualTo("E_REMOVED");
  }

  @Test
  void errorsAreThoseOfHttp() {
    assertThat(refusal(client.task("x")).failureCode()).isEqualTo(400);
    assertThat(refusal(client.task("9.9")).failureCode()).isEqualTo(404);
    assertThat(refusal(client.jobs(0)).failureCode()).isEqualTo(422);
    ReplyException tooMany = refusal(client.submit(job(1001)));
    assertThat(tooMany.failureCode()).isEqualTo(413);
    assertThat(code(tooMany)).isEqualTo("E_BATCH_TOO_LARGE");
    ReplyException mistake =
        refusal(
            client.submit(
                new JsonObject()
                    .put("tasks", new JsonArray().add(new JsonObject().put("cmd", "ls")))));
    assertThat(mistake.failureCode()).isEqualTo(422);
    assertThat(new JsonObject(mistake.getMessage()).getJsonArray("rejected")).hasSize(1);
    api.queue.setAway(true);
    assertThat(refusal(client.status()).failureCode()).isEqualTo(503);
    assertThat(refusal(api.vertx.eventBus().request(BusAddresses.STATUS, "text")).failureCode())
        .isEqualTo(400);
  }

  @Test
  void whatIsNotSignedWithTheTokenIsRefused() {
    assertThat(code(refusal(api.vertx.eventBus().request(BusAddresses.SUBMIT, job(1)))))
        .isEqualTo("E_MAC");
    assertThat(code(refusal(new DistCompClient(api.vertx, "another token").submit(job(1)))))
        .isEqualTo("E_MAC");
  }

  @Test
  void aSignatureIsForOneAddressOneBodyOneTimeAndOnce() {
    BusAuth.Signed signed = sign(BusAddresses.SUBMIT, job(1));

    assertThat(code(refusal(send(BusAddresses.CANCEL, signed.body(), signed.headers()))))
        .isEqualTo("E_MAC");
    assertThat(code(refusal(send(BusAddresses.SUBMIT, job(2), signed.headers()))))
        .isEqualTo("E_MAC");
    MultiMap later = MultiMap.caseInsensitiveMultiMap().addAll(signed.headers());
    later.set("dc-ts", Long.toString(api.clock.millis() + 1000));
    assertThat(code(refusal(send(BusAddresses.SUBMIT, signed.body(), later)))).isEqualTo("E_MAC");

    assertThat(
            TestApi.await(send(BusAddresses.SUBMIT, signed.body(), signed.headers()))
                .getInteger("accepted"))
        .isEqualTo(1);
    assertThat(code(refusal(send(BusAddresses.SUBMIT, signed.body(), signed.headers()))))
        .isEqualTo("E_REPLAY");
    BusAuth.Signed old = sign(BusAddresses.SUBMIT, job(1));
    api.clock.advance(BusAuth.WINDOW.plus(Duration.ofSeconds(1)));
    assertThat(code(refusal(send(BusAddresses.SUBMIT, old.body(), old.headers()))))
        .isEqualTo("E_STALE");
  }

  private BusAuth.Signed sign(String address, JsonObject body) {
    BusKey key = BusKey.of(TestApi.TOKEN_TEXT);
    return BusAuth.sign(key, address, body, api.clock, new SecureRandom());
  }

  private Future<JsonObject> send(String address, JsonObject body, MultiMap headers) {
    return api.vertx
        .eventBus()
        .<JsonObject>request(address, body, new DeliveryOptions().setHeaders(headers))
        .map(reply -> reply.body());
  }
}
