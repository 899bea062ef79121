package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisTaskQueue;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.JobRequest;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The calls of the dashboard over HTTP, answered by a real Redis. */
class InsightRoutesTest {

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private TestApi api;
  private RedisTaskQueue redis;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
    redis =
        new RedisTaskQueue(
            api.vertx,
            RedisAddress.of(REDIS.url(), "test"),
            new RetryPolicy(1, false, 3),
            Clock.systemUTC(),
            new Random(1));
    api.queue.setInsight(redis.insight());
    TestApi.await(redis.register(api.self, Duration.ofSeconds(30)));
    OpenedJob job = TestApi.await(redis.open(JobRequest.named("a")));
    TaskSpec task = TaskSpec.of(TaskType.SHELL, "a", 5, Resources.of(2, 1));
    TestApi.await(redis.add(job, TaskChunk.of(List.of(task))));
    TestApi.await(redis.seal(job, Added.NOTHING));
  }

  @AfterEach
  void stop() {
    redis.close();
    api.close();
  }

  private JsonObject get(String path) {
    var answer = api.get("/api/v1" + path);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }

  @Test
  void aTaskIsExplainedNodeByNode() {
    JsonObject why = get("/tasks/1.1/explain");

    assertThat(why.fieldNames()).containsExactly("id", "state", "summary", "nodes");
    assertThat(why.getJsonArray("nodes").getJsonObject(0))
        .isEqualTo(
            new JsonObject().put("name", "alpha").put("fits", true).put("reason", "it has room"));
    assertThat(api.get("/api/v1/tasks/9.9/explain").statusCode()).isEqualTo(404);
    assertThat(api.get("/api/v1/tasks/x/explain").statusCode()).isEqualTo(400);
  }

  @Test
  void theChartsHaveTheFieldsOfTheContract() {
    JsonObject history = get("/history?range=5m");
    assertThat(history.getInteger("step_s")).isEqualTo(10);
    assertThat(history.getJsonArray("points")).hasSize(30);
    assertThat(history.getJsonArray("points").getJsonObject(0).fieldNames())
        .containsExactly("at", "finished", "failed", "todo", "in_progress");
    assertThat(get("/history").getString("range")).isEqualTo("1h");

    JsonObject timeline = get("/timeline?range=24h&job=1");
    assertThat(timeline.getInteger("bin_s")).isEqualTo(600);
    JsonObject row = timeline.getJsonArray("nodes").getJsonObject(0);
    assertThat(row.getString("name")).isEqualTo("alpha");
    assertThat(row.getJsonArray("bins")).hasSize(144);
    assertThat(row.getJsonArray("bins").getJsonObject(0).fieldNames())
        .containsExactly("finished", "failed", "busy");
  }

  @Test
  void failuresAndScaleHaveTheFieldsOfTheContract() {
    assertThat(get("/failures").encode()).isEqualTo("{\"groups\":[],\"exact\":true}");
    assertThat(get("/failures?job=1&limit=5").getJsonArray("groups")).isEmpty();
    JsonObject scale = get("/scale?within_s=60");
    assertThat(scale.getInteger("within_s")).isEqualTo(60);
    assertThat(scale.getJsonArray("classes").getJsonObject(0).encode())
        .isEqualTo(
            "{\"mem_gb\":2,\"cpus\":1,\"tags\":[],\"todo\":1,\"wanted_slots\":0,"
                + "\"shape\":{\"mem_gb\":8,\"cpus\":4,\"slots\":4,\"side_by_side\":4,\"live\":true},"
                + "\"nodes\":null}");
  }

  @Test
  void whatCannotBeUnderstoodIsA400() {
    for (String path :
        List.of(
            "/history?range=7d",
            "/history?range=5M",
            "/timeline?range=x",
            "/timeline?job=0",
            "/failures?limit=0",
            "/failures?job=x",
            "/scale?within_s=0",
            "/scale?within_s=604801",
            "/scale?range=1h",
            "/tasks?failure=abc",
            "/tasks?failure=0123456789ABCDEF")) {
      assertThat(api.get("/api/v1" + path).statusCode()).as(path).isEqualTo(400);
    }
    assertThat(api.get("/api/v1/tasks?failure=0123456789abcdef").statusCode()).isEqualTo(200);
  }
}
