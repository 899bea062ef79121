package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the Python tool left in its Redis, in its own layout, becomes a job: once, and whole. */
@ExtendWith(NodeProcessLogs.class)
class LegacyImportIT {

  private static final List<String> UNFINISHED =
      List.of("todo_tasks", "in_progress_tasks", "failed_tasks", "task_fail_reason");

  @RegisterExtension static final RedisServer OLD = RedisServer.create().password("cloudlab");

  private NodeProcess node;

  @BeforeEach
  void start() {
    node = NodeProcess.start(NodeProcessConf.of("importer").with("max_task_per_worker", 4));
    node.home()
        .write(
            "conf.json",
            """
            {
              "min_dram_gb_trigger_return": 0.1,
              "min_dram_gb_accept_new_task": 0.2,
              "max_task_per_worker": 32,
              "max_retry_per_task": 4,
              "result_dir": "result",
              "health_report_interval": 2,
              "sleep_sec_between_accepting_task": 2,
              "redis_host": "127.0.0.1",
              "redis_port": %d,
              "redis_pass": "cloudlab",
              "redis_db": 0
            }
            """
                .formatted(OLD.port()));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void unfinishedTasksMoveOnceAndFinishedOnesStay() {
    String failing = "shell:4:0:0:test -e there";
    hset("todo_tasks", "shell:5:0:0:echo one", "", "shell:9:0.5:1:60:echo a:b", "", failing, "");
    hset("in_progress_tasks", "python:1:0:0:-c 'print(6 * 7)'", "node3");
    hset("failed_tasks", failing, "node3,", "shell:2:0:0:echo again", "node1,node2,node3,node4,");
    hset("task_fail_reason", failing, "\"\"", "shell:2:0:0:echo again", "\"no\"");
    hset("finished_tasks", "shell:1:0:0:echo done", "node1: \"done\"");
    hset("worker_status", "node3", Instant.now().getEpochSecond() - 3600 + ":1.0:2.0:3.0:4.0");
    node.home().write("there", "");

    Ended ended = importing();
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err())
        .contains("imported 5 tasks: 3 todo, 1 in_progress, 1 failed; 0 were in the job");
    assertThat(ended.out()).isEmpty();
    assertThat(UNFINISHED).allMatch(key -> OLD.cli("EXISTS", key).equals("0"));
    assertThat(OLD.cli("HLEN", "finished_tasks")).isEqualTo("1");

    JsonObject job = node.client().awaitJob(1);
    assertThat(job.getString("name")).isEqualTo("manager");
    assertThat(job.getString("state")).isEqualTo("finished");
    assertThat(
            node.client().tasks(1).stream()
                .map(task -> node.client().stdoutText(task.getString("id")))
                .collect(Collectors.joining()))
        .contains("one\n", "a:b\n", "42\n", "again\n");

    Ended second = importing();
    assertThat(second.exitCode()).isZero();
    assertThat(second.err()).contains("no unfinished tasks");
    assertThat(node.client().jobs()).hasSize(1);
  }

  /** As after the death of an import between the two queues. */
  @Test
  void whatWasAcceptedBeforeIsNotDoubled() {
    hset("todo_tasks", "shell:5:0:0:echo run >> runs", "");
    assertThat(importing().exitCode()).isZero();
    node.client().awaitJob(1);

    hset("todo_tasks", "shell:5:0:0:echo run >> runs", "", "shell:5:0:0:echo new", "");
    Ended again = importing();
    assertThat(again.err()).contains("imported 2 tasks", "1 were in the job 'manager' before");
    JsonObject job = node.client().awaitJob(1);
    assertThat(job.getJsonObject("counts").getInteger("finished")).isEqualTo(2);
    assertThat(node.home().directory().resolve("runs")).hasContent("run");
  }

  @Test
  void aWorkerAtWorkStopsIt() {
    hset("in_progress_tasks", "shell:5:0:0:sleep 9", "node7");
    hset("worker_status", "node7", Instant.now().getEpochSecond() + ":1.0:2.0:3.0:4.0");
    Ended refused = importing();
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("1 worker", "node7", "--yes");
    assertThat(node.client().jobs()).isEmpty();
    assertThat(OLD.cli("HLEN", "in_progress_tasks")).isEqualTo("1");
  }

  @Test
  void whatIsNoTaskStaysAndIsNamed() {
    hset("todo_tasks", "WORKER_COMMAND_CLOSE", "", "shell:x:0:0:echo", "", "shell:1:0:0:true", "");
    Ended ended = importing();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo("task format error: shell:x:0:0:echo\n");
    assertThat(ended.err()).contains("imported 1 task:");
    assertThat(OLD.cli("HKEYS", "todo_tasks")).contains("WORKER_COMMAND_CLOSE", "shell:x:0:0:echo");
    assertThat(OLD.cli("HLEN", "todo_tasks")).isEqualTo("2");
  }

  @Test
  void manyTasksAndTheOptionsInsteadOfTheFile() {
    for (int chunk = 0; chunk < 5; chunk++) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        fields.add("shell:5:9999:0:echo " + (chunk * 500 + i));
        fields.add("");
      }
      hset("todo_tasks", fields.toArray(String[]::new));
    }
    Ended wrong = importing("--redis_host", "127.0.0.1", "--redis_pass", "wrong");
    assertThat(wrong.exitCode()).isEqualTo(69);
    assertThat(wrong.err()).contains("Python tool's Redis", "WRONGPASS");

    String port = String.valueOf(OLD.port());
    Ended ended =
        importing("--redis_host", "127.0.0.1", "--redis_port", port, "--redis_pass", "cloudlab");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("imported 2,500 tasks: 2500 todo");
    assertThat(node.client().count(1, "todo")).isEqualTo(2500);
    assertThat(OLD.cli("DBSIZE")).isEqualTo("0");
  }

  private Ended importing(String... more) {
    List<String> words =
        new ArrayList<>(List.of("manager", "--url", node.url(), "--task", "importLegacy"));
    words.addAll(Arrays.asList(more));
    return node.home().run(words);
  }

  private static void hset(String key, String... fields) {
    List<String> words = new ArrayList<>(List.of("HSET", key));
    words.addAll(Arrays.asList(fields));
    OLD.cli(words.toArray(String[]::new));
  }
}
