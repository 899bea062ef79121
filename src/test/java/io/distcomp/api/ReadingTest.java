package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.CapturedStream;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Outcome;
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

class ReadingTest {

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
    api.queue.putNode(api.self, NodeStatus.State.LIVE, 1);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aJobHasExactlyTheFieldsOfTheContract() {
    api.submit("?name=n", "a\n");
    JsonObject job = api.get("/api/v1/jobs/1").bodyAsJsonObject();
    assertThat(job.fieldNames())
        .containsExactly(
            "id",
            "name",
            "submitted_at",
            "state",
            "priority",
            "limit",
            "max_fails",
            "after",
            "not_before",
            "counts",
            "eta_s");
    assertThat(job.getString("submitted_at"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(job.getJsonObject("counts").fieldNames())
        .containsExactly("todo", "waiting", "in_progress", "finished", "failed", "cancelled");
  }

  @Test
  void aTaskTellsItsAttempts() {
    api.submit("", "exit 3\n");
    TaskId id = TaskId.parse("1.1");
    api.queue.start(id, "alpha");
    assertThat(attempt().getValue("outcome")).isNull();
    api.queue.finish(id, Outcome.exited(3), CapturedStream.EMPTY, CapturedStream.EMPTY);

    assertThat(attempt().getString("outcome")).isEqualTo("failed");
    assertThat(attempt().getInteger("exit_code")).isEqualTo(3);
    assertThat(attempt().getDouble("cpu_s")).isEqualTo(1.5);
    assertThat(attempt().getDouble("peak_mem_gb")).isEqualTo(0.5);
    JsonObject task = api.get("/api/v1/tasks/1.1").bodyAsJsonObject();
    assertThat(task.getString("state")).isEqualTo("failed");
    assertThat(task.getDouble("mem_gb")).isEqualTo(0.5);
    assertThat(task.getInteger("cpus")).isEqualTo(1);
  }

  private JsonObject attempt() {
    return api.get("/api/v1/tasks/1.1")
        .bodyAsJsonObject()
        .getJsonArray("attempts")
        .getJsonObject(0);
  }

  @Test
  void tasksAreFilteredAndPaged() {
    api.submit("", "a1\na2\nb\n");
    JsonObject first = api.get("/api/v1/tasks?q=a&limit=1&state=todo").bodyAsJsonObject();
    assertThat(first.getJsonArray("tasks")).hasSize(1);
    String cursor = first.getString("next_cursor");
    JsonObject second = api.get("/api/v1/tasks?q=a&limit=1&cursor=" + cursor).bodyAsJsonObject();
    assertThat(second.getJsonArray("tasks").getJsonObject(0).getString("id")).isEqualTo("1.2");
    assertThat(second.getValue("next_cursor")).isNull();
    assertThat(
            api.get("/api/v1/tasks?job=1&outcome=failed").bodyAsJsonObject().getJsonArray("tasks"))
        .isEmpty();
  }

  @Test
  void whatCannotBeUnderstoodIsA400WithItsPlace() {
    for (String path :
        new String[] {
          "/jobs/x",
          "/jobs/0",
          "/jobs/01",
          "/jobs/99999999999999999999",
          "/tasks/1",
          "/tasks/1.x",
          "/tasks?limit=0",
          "/tasks?limit=1001",
          "/tasks?limit=x",
          "/tasks?state=done",
          "/tasks?job=a",
          "/tasks?outcome=bad",
          "/tasks?exit_code=x",
          "/tasks?limit=1&limit=2",
          "/jobs?cursor=x",
          "/tasks/1.1/stdout?follow=maybe"
        }) {
      assertThat(api.get("/api/v1" + path).statusCode()).as(path).isEqualTo(400);
    }
    HttpResponse<Buffer> slip = api.get("/api/v1/tasks?sate=todo");
    assertThat(TestApi.error(slip).getString("hint")).isEqualTo("did you mean state?");
    assertThat(TestApi.error(slip).getString("path")).isEqualTo("?sate");
  }

  @Test
  void whatDoesNotExistIsA404() {
    for (String path : new String[] {"/jobs/7", "/tasks/7.1", "/tasks/7.1/stdout"}) {
      assertThat(api.get("/api/v1" + path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(api.post("/api/v1/jobs/7/cancel").statusCode()).isEqualTo(404);
    assertThat(api.post("/api/v1/nodes/beta/drain").statusCode()).isEqualTo(404);
  }

  @Test
  void cancelAndRetryAnswerWithWhatTheyChanged() {
    api.submit("", "a\nb\n");
    JsonObject task = api.post("/api/v1/tasks/1.1/cancel").bodyAsJsonObject();
    assertThat(task.getInteger("count")).isEqualTo(1);
    assertThat(task.getJsonObject("task").getString("state")).isEqualTo("cancelled");
    JsonObject job = api.post("/api/v1/jobs/1/cancel").bodyAsJsonObject();
    assertThat(job.getInteger("count")).isEqualTo(1);
    assertThat(job.getJsonObject("job").getJsonObject("counts").getInteger("cancelled"))
        .isEqualTo(2);
    assertThat(api.post("/api/v1/tasks/1.1/retry").bodyAsJsonObject().getInteger("count"))
        .isEqualTo(1);
    assertThat(api.post("/api/v1/jobs/1/retry").bodyAsJsonObject().getInteger("count"))
        .isEqualTo(1);
  }

  @Test
  void nodesAndStatusAreTold() {
    api.submit("", "a\nb\n");
    api.queue.setRate(0.5);
    api.queue.putNode(TestApi.node("beta"), NodeStatus.State.LOST, 0);
    JsonObject status = api.get("/api/v1/status").bodyAsJsonObject();
    assertThat(status.fieldNames())
        .containsExactly("nodes", "slots", "counts", "rates", "eta_s", "redis", "cluster");
    assertThat(status.getInteger("nodes")).isEqualTo(1);
    assertThat(status.getInteger("slots")).isEqualTo(4);
    assertThat(status.getInteger("eta_s")).isEqualTo(4);
    JsonObject node =
        api.get("/api/v1/nodes").bodyAsJsonObject().getJsonArray("nodes").getJsonObject(0);
    assertThat(node.fieldNames())
        .containsExactly(
            "name",
            "host",
            "state",
            "incarnation",
            "started_at",
            "seen_at",
            "slots",
            "running",
            "cpus",
            "mem_gb",
            "mem_free_gb",
            "mem_reserved_gb",
            "cpus_reserved",
            "mem_tasks_gb",
            "cpus_used",
            "trouble",
            "notice",
            "tags");
    assertThat(node.getInteger("mem_gb")).isEqualTo(8);
    assertThat(api.post("/api/v1/nodes/alpha/drain").statusCode()).isEqualTo(200);
    assertThat(
            api.get("/api/v1/nodes")
                .bodyAsJsonObject()
                .getJsonArray("nodes")
                .getJsonObject(0)
                .getString("state"))
        .isEqualTo("draining");
  }

  @Test
  void withoutRedisEveryReadingIsA503() {
    api.queue.setAway(true);
    for (String path :
        new String[] {"/jobs", "/jobs/1", "/tasks", "/tasks/1.1", "/nodes", "/status"}) {
      HttpResponse<Buffer> answer =
          TestApi.await(api.request(HttpMethod.GET, "/api/v1" + path).send());
      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(answer.getHeader("Retry-After")).as(path).isNotNull();
    }
  }
}
