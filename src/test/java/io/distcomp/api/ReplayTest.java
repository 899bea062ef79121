package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.task.JobId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was accepted is submitted once more when Redis may have lost it. */
class ReplayTest {

  private static final Duration WINDOW = Duration.ofSeconds(11);

  /** A submission that goes to a file. */
  private static final String LARGE = "echo " + "x".repeat(Body.MOST_IN_MEMORY) + "\n";

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

  private HttpResponse<Buffer> job(int id) {
    return api.get("/api/v1/jobs/" + id);
  }

  private int todo(int id) {
    return job(id).bodyAsJsonObject().getJsonObject("counts").getInteger("todo");
  }

  @Test
  void aLostJobIsThereAgainUnderItsNumberAndName() {
    api.submit("?name=first", "a\n");
    api.submit("", "b\nc\n");
    api.submit("?name=third&new", "d\n");

    api.queue.restartWithout(new JobId(2));

    await().until(() -> job(2).statusCode() == 200 && todo(2) == 2);
    assertThat(job(2).bodyAsJsonObject().getString("name")).isEqualTo("job-2");
    assertThat(api.get("/api/v1/jobs").bodyAsJsonObject().getJsonArray("jobs")).hasSize(3);
    assertThat(todo(1)).isEqualTo(1);
    assertThat(todo(3)).isEqualTo(1);
  }

  @Test
  void ofASmallSubmissionThereIsNoFileAndOfALargeOneOne() throws IOException {
    api.submit("?name=small", "a\n");
    assertThat(api.spooled()).isEmpty();
    api.submit("?name=large", LARGE);
    assertThat(api.spooled()).hasSize(1);

    api.queue.restartWithout(new JobId(1));
    await().until(() -> job(1).statusCode() == 200 && todo(1) == 1);
    api.queue.restartWithout(new JobId(2));
    await().until(() -> job(2).statusCode() == 200 && todo(2) == 1);
  }

  @Test
  void aNumberThatOtherWorkHasTakenIsLeftToIt() {
    api.submit("?name=mine", "a\n");

    api.queue.putJob(new JobId(1), "theirs");
    api.queue.restartWithout(new JobId(99));

    await().until(() -> job(2).statusCode() == 200 && todo(2) == 1);
    assertThat(job(1).bodyAsJsonObject().getString("name")).isEqualTo("theirs");
  }

  @Test
  void aRedisThatIsStillInTroubleIsAskedAgain() {
    api.submit("?name=n", "a\n");
    api.queue.setAway(true);
    api.queue.restartWithout(new JobId(1));
    await().pollDelay(Duration.ofMillis(100)).until(() -> job(1).statusCode() == 503);

    api.queue.setAway(false);

    await().until(() -> job(1).statusCode() == 200 && todo(1) == 1);
  }

  @Test
  void whatIsKeptIsPrivateAndGoneAfterTheWindow() throws IOException {
    api.submit("", LARGE);
    assertThat(api.spooled()).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(api.spooled().get(0))))
        .isEqualTo("rw-------");

    api.clock.advance(WINDOW);

    await().until(() -> api.spooled().isEmpty());
  }

  @Test
  void whileRedisIsAwayNothingIsForgotten() {
    api.submit("?name=n", LARGE);
    api.redis.set("away since noon");
    api.clock.advance(WINDOW);
    await().during(Duration.ofSeconds(2)).until(() -> api.spooled().size() == 1);

    api.queue.restartWithout(new JobId(1));
    api.redis.set("ok");

    await().until(() -> job(1).statusCode() == 200 && todo(1) == 1);
    api.clock.advance(WINDOW);
    await().until(() -> api.spooled().isEmpty());
  }

  @Test
  void aStopLeavesNoFiles() throws IOException {
    api.submit("", LARGE);
    assertThat(api.spooled()).hasSize(1);
    TestApi.await(api.vertx.undeploy(api.vertx.deploymentIDs().iterator().next()));

    assertThat(api.spooled()).isEmpty();
  }

  @Test
  void oneKeyIsKeptOnce() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(
              TestApi.await(
                      api.request(HttpMethod.POST, "/api/v1/jobs")
                          .putHeader("Content-Type", "text/plain")
                          .putHeader("Idempotency-Key", "k")
                          .sendBuffer(Buffer.buffer(LARGE)))
                  .statusCode())
          .isEqualTo(201);
    }

    await().until(() -> api.spooled().size() == 1);
  }

  @Test
  void theQueueInTroubleIsToldInThePlainWordsOfTheNode() {
    api.redis.set("Redis is out of memory and refuses to write, since 2026-11-24T12:00:00Z");

    assertThat(api.get("/api/v1/status").bodyAsJsonObject().getString("redis"))
        .startsWith("Redis is out of memory");
  }
}
