package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.TaskId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts, changes of all tasks that match, and removal. */
class ManyTest {

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
    api.submit("?name=one", "a1\na2\nb\n");
    api.submit("?name=two", "a3\n");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpResponse<Buffer> change(String verb, String body) {
    return TestApi.await(
        api.request(HttpMethod.POST, "/api/v1/tasks/" + verb)
            .putHeader("Content-Type", "application/json")
            .sendBuffer(Buffer.buffer(body)));
  }

  private HttpResponse<Buffer> delete(String job) {
    return TestApi.await(api.request(HttpMethod.DELETE, "/api/v1/jobs/" + job).send());
  }

  @Test
  void tasksAreCounted() {
    JsonObject count = api.get("/api/v1/tasks/count?q=a&job=1").bodyAsJsonObject();
    assertThat(count.fieldNames()).containsExactly("count", "exact", "next_cursor");
    assertThat(count.getInteger("count")).isEqualTo(2);
    assertThat(count.getBoolean("exact")).isTrue();
    assertThat(count.getValue("next_cursor")).isNull();
  }

  @Test
  void allThatMatchAreCancelledAndRunAgain() {
    assertThat(change("cancel", "{\"q\":\"a\",\"expect\":3}").bodyAsJsonObject())
        .isEqualTo(new JsonObject().put("count", 3));
    assertThat(change("retry", "{\"job\":1,\"state\":\"cancelled\",\"expect\":2}").bodyAsString())
        .isEqualTo("{\"count\":2}");
    assertThat(api.get("/api/v1/tasks/count?state=cancelled").bodyAsJsonObject().getLong("count"))
        .isEqualTo(1);
  }

  @Test
  void anotherNumberThanExpectedIsA409WithThePresentOne() {
    HttpResponse<Buffer> moved = change("cancel", "{\"q\":\"a\",\"expect\":2}");
    assertThat(moved.statusCode()).isEqualTo(409);
    assertThat(TestApi.error(moved).getString("code")).isEqualTo("E_MOVED");
    assertThat(TestApi.error(moved).getString("message")).isEqualTo("3 tasks match now, not 2");
    assertThat(api.get("/api/v1/tasks/count?state=todo").bodyAsJsonObject().getLong("count"))
        .isEqualTo(4);
  }

  @Test
  void aFilterThatCannotBeUnderstoodChangesNothing() {
    for (String body :
        new String[] {
          "{}",
          "",
          "{\"q\":\"a\"}",
          "{\"q\":\"\",\"expect\":4}",
          "{\"q\":null,\"expect\":4}",
          "{\"sate\":\"todo\",\"expect\":4}",
          "{\"state\":\"done\",\"expect\":4}",
          "{\"job\":\"x\",\"expect\":4}",
          "{\"exit_code\":999,\"expect\":4}",
          "{\"limit\":1,\"expect\":4}",
          "{\"expect\":\"4\"}",
          "{\"expect\":-1}",
          "{\"expect\":4.5}"
        }) {
      for (String verb : new String[] {"cancel", "retry"}) {
        assertThat(change(verb, body).statusCode()).as("%s %s", verb, body).isIn(400, 415, 422);
      }
    }
    assertThat(api.get("/api/v1/tasks/count?limit=1").statusCode()).isEqualTo(400);
    assertThat(api.get("/api/v1/tasks/count?state=todo").bodyAsJsonObject().getLong("count"))
        .isEqualTo(4);
  }

  @Test
  void aJobIsRemoved() {
    HttpResponse<Buffer> removed = delete("1");
    assertThat(removed.statusCode()).isEqualTo(200);
    assertThat(removed.bodyAsString()).isEqualTo("{\"removed\":1}");
    assertThat(api.get("/api/v1/jobs/1").statusCode()).isEqualTo(404);
    assertThat(delete("1").statusCode()).isEqualTo(404);
    assertThat(delete("x").statusCode()).isEqualTo(400);
  }

  @Test
  void aJobWithRunningTasksIsNot() {
    api.queue.start(TaskId.parse("1.1"), "alpha");
    HttpResponse<Buffer> refused = delete("1");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(TestApi.error(refused).getString("code")).isEqualTo("E_RUNNING");
  }

  @Test
  void withoutRedisTheAnswerIsA503() {
    api.queue.setAway(true);
    assertThat(delete("1").statusCode()).isEqualTo(503);
    assertThat(api.get("/api/v1/tasks/count").statusCode()).isEqualTo(503);
  }
}
