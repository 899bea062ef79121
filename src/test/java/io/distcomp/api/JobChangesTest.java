package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobChangesTest {

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
    api.submit("?name=first", "a\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aJobIsPausedAndResumed() {
    assertThat(state(api.post("/api/v1/jobs/1/pause"))).isEqualTo("paused");
    assertThat(state(api.post("/api/v1/jobs/1/pause"))).isEqualTo("paused");
    assertThat(state(api.post("/api/v1/jobs/1/resume"))).isEqualTo("running");
    assertThat(state(api.get("/api/v1/jobs/1"))).isEqualTo("running");
  }

  private static String state(HttpResponse<Buffer> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.bodyAsJsonObject().getString("state");
  }

  @Test
  void whatAChangeDoesNotNameStaysAndNullTakesAway() {
    JsonObject job = patch(1, "{\"limit\":3,\"max_fails\":9}").bodyAsJsonObject();
    assertThat(job.getInteger("limit")).isEqualTo(3);
    assertThat(job.getInteger("max_fails")).isEqualTo(9);
    assertThat(patch(1, "{\"limit\":4}").bodyAsJsonObject().getInteger("max_fails")).isEqualTo(9);

    JsonObject without = patch(1, "{\"max_fails\":null}").bodyAsJsonObject();
    assertThat(without.getInteger("limit")).isEqualTo(4);
    assertThat(without.getValue("max_fails")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422",
        "{\"limit\":0} | 422",
        "{\"limit\":1000001} | 422",
        "{\"limit\":1.5} | 422",
        "{\"limit\":\"3\"} | 422",
        "{\"max_fails\":0} | 422",
        "{\"max_fails\":10000001} | 422",
        "{\"limits\":3} | 422",
        "{\"limit\":3,\"name\":\"x\"} | 422",
        "[3] | 400",
        "{ | 400",
      })
  void aBadChangeIsRefusedAndChangesNothing(String body, int status) {
    patch(1, "{\"limit\":7}");

    assertThat(patch(1, body).statusCode()).isEqualTo(status);
    JsonObject job = api.get("/api/v1/jobs/1").bodyAsJsonObject();
    assertThat(job.getInteger("limit")).isEqualTo(7);
    assertThat(job.getValue("max_fails")).isNull();
  }

  @Test
  void aChangeWithoutABodyIsRefused() {
    int status = TestApi.await(api.request(HttpMethod.PATCH, "/api/v1/jobs/1").send()).statusCode();

    assertThat(status).isBetween(400, 422);
  }

  @Test
  void aJobThatDoesNotExistIsA404() {
    assertThat(api.post("/api/v1/jobs/7/pause").statusCode()).isEqualTo(404);
    assertThat(api.post("/api/v1/jobs/7/resume").statusCode()).isEqualTo(404);
    assertThat(patch(7, "{\"limit\":3}").statusCode()).isEqualTo(404);
    assertThat(patch(0, "{\"limit\":3}").statusCode()).isEqualTo(400);
  }

  @Test
  void aSubmissionMaySayTheRulesOfItsJob() {
    HttpResponse<Buffer> answer =
        api.submit("?limit=3&max_fails=9&after=1&not_before=2999-01-31T08:00:00%2B01:00", "a\nb\n");

    JsonObject job = answer.bodyAsJsonObject().getJsonObject("job");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(job.getInteger("limit")).isEqualTo(3);
    assertThat(job.getInteger("max_fails")).isEqualTo(9);
    assertThat(job.getInteger("after")).isEqualTo(1);
    assertThat(job.getString("not_before")).isEqualTo("2999-01-31T07:00:00.000Z");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, 400, E_QUERY",
    "limit=x, 400, E_QUERY",
    "max_fails=-1, 400, E_QUERY",
    "after=1.2, 400, E_QUERY",
    "after=first, 400, E_QUERY",
    "not_before=soon, 400, E_QUERY",
    "not_before=2999-01-31T08:00:00, 400, E_QUERY",
    "not_before=%2B10000-01-01T00:00:00Z, 400, E_QUERY",
    "after=99, 422, E_AFTER",
  })
  void aBadRuleIsRefusedAndNothingIsStored(String query, int status, String code) {
    HttpResponse<Buffer> answer = api.submit("?" + query, "b\n");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(TestApi.error(answer).getString("code")).isEqualTo(code);
    assertThat(api.get("/api/v1/jobs").bodyAsJsonObject().getJsonArray("jobs")).hasSize(1);
  }

  @Test
  void withoutRedisAChangeIsA503() {
    api.queue.setAway(true);

    assertThat(api.post("/api/v1/jobs/1/pause").statusCode()).isEqualTo(503);
    assertThat(patch(1, "{\"limit\":3}").statusCode()).isEqualTo(503);
  }

  @Test
  void aChangeFromAnotherOriginIsRefused() {
    HttpResponse<Buffer> answer =
        TestApi.await(
            api.request(HttpMethod.PATCH, "/api/v1/jobs/1")
                .putHeader("Origin", "http://elsewhere.example")
                .sendJsonObject(new JsonObject().put("limit", 3)));

    assertThat(answer.statusCode()).isEqualTo(403);
  }

  private HttpResponse<Buffer> patch(long job, String body) {
    return TestApi.await(
        api.request(HttpMethod.PATCH, "/api/v1/jobs/" + job)
            .putHeader("Content-Type", "application/json")
            .sendBuffer(Buffer.buffer(body)));
  }
}
