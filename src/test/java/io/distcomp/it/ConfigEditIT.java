package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conf file of a node is edited while it works: good edits take effect, bad ones none. */
@ExtendWith(NodeProcessLogs.class)
class ConfigEditIT {

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int TASKS = 1000;
  private static final String NOT_VALID = "is not valid; all values stay as they are";

  @Test
  void tenEditsUnderLoadTouchNoTaskAndEachAnswerIsRight() throws IOException {
    NodeProcessConf conf = NodeProcessConf.of("edited").with("max_task_per_worker", 2);
    try (NodeProcess node = NodeProcess.start(conf)) {
      Edits edits = new Edits(node);
      TestClient client = node.client();
      long job = client.submit(load());

      edits.write(edits.with("max_task_per_worker", 3));
      edits.awaitNode("more slots", shown -> shown.getInteger("slots") == 3);
      edits.awaitNode("that they are used", shown -> shown.getInteger("running") == 3);

      edits.write("{\"max_task_per_worker\": 9,");
      edits.awaitNotice("conf.json:1:");

      edits.write(edits.with("max_task_per_worker", 3));
      edits.awaitNode("a valid file", shown -> shown.getString("notice") == null);

      edits.write(edits.with("max_task_per_worker", 0));
      edits.awaitNotice("max_task_per_worker must be");

      edits.write(edits.with("max_task_per_worker", 4).put("lease_seconds", 20));
      edits.awaitNotice("a restart is needed for lease_seconds");
      edits.awaitNode("more slots", shown -> shown.getInteger("slots") == 4);

      edits.write(edits.with("max_task_per_workers", 5));
      edits.awaitNotice("did you mean");

      edits.write(edits.with("log_level", "debug").put("max_task_per_worker", 4));
      edits.awaitLog("in effect now: log_level");
      edits.awaitLog(" DEBUG ");

      edits.write(edits.with("min_dram_gb_trigger_return", 0.3));
      edits.awaitNotice("must be smaller than min_dram_gb_accept_new_task");

      edits.write(edits.with("default_task_timeout_seconds", 1).put("max_task_per_worker", 4));
      edits.awaitLog("default_task_timeout_seconds");
      long slow = client.submit("shell:9:0:0:sleep 100");
      assertThat(client.awaitJob(slow).getString("state")).isEqualTo("failed");
      assertThat(TestClient.lastAttempt(client.task(slow + ".1")).getString("outcome"))
          .isEqualTo("timed_out");

      Files.delete(edits.file);
      edits.awaitNotice("no such file");
      assertThat(client.count(job, "todo")).as("there was work all the time").isPositive();

      edits.write(edits.with("max_task_per_worker", 32));
      edits.awaitNode("many slots", shown -> shown.getInteger("slots") == 32);
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("finished");
      assertThat(client.tasks(job))
          .hasSize(TASKS)
          .allMatch(task -> task.getJsonArray("attempts").size() == 1);
      assertThat(edits.log().lines().filter(line -> line.contains(NOT_VALID)))
          .as("each of five bad edits is said once")
          .hasSize(5);
    }
  }

  private static List<String> load() {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= TASKS; i++) {
      lines.add("shell:1:0:0:60:sleep 0.3; echo " + i);
    }
    return lines;
  }

  /** The conf file of a node and what the node says of it. */
  private static final class Edits {

    private final NodeProcess node;
    private final Path file;
    private final JsonObject start;

    Edits(NodeProcess node) throws IOException {
      this.node = node;
      file = node.home().directory().resolve("conf.json");
      start = new JsonObject(Files.readString(file));
    }

    JsonObject with(String key, Object value) {
      return start.copy().put(key, value);
    }

    void write(JsonObject conf) throws IOException {
      write(conf.encodePrettily());
    }

    void write(String text) throws IOException {
      Files.writeString(file, text);
    }

    String log() throws IOException {
      return Files.readString(node.logFile().toPath());
    }

    void awaitLog(String words) {
      Waiting.atMost(ANSWER, "'" + words + "' in the log").until(() -> log().contains(words));
    }

    void awaitNotice(String words) {
      awaitNode(
          "the notice '" + words + "'",
          shown -> String.valueOf(shown.getString("notice")).contains(words));
    }

    void awaitNode(String what, Predicate<JsonObject> condition) {
      Waiting.atMost(ANSWER, what)
          .until(
              () ->
                  condition.test(
                      node.client().get("/nodes").getJsonArray("nodes").getJsonObject(0)));
    }
  }
}
