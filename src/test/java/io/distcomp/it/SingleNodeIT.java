package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of one node and of its tasks: start, work, cancel, retry, stop, and start again. */
@ExtendWith(NodeProcessLogs.class)
class SingleNodeIT {

  private static final Path EXAMPLE = Path.of("examples/tasks.txt").toAbsolutePath();

  @Test
  void whatWasRecordedIsThereAfterAStopAndANewStart() {
    try (NodeProcess node = NodeProcess.start(NodeProcessConf.of("keeps"))) {
      Ended submit = node.cli("submit", EXAMPLE.toString(), "--wait");
      assertThat(submit.exitCode()).as(submit.err()).isZero();
      assertThat(submit.out()).contains("40 finished of 40 tasks");
      List<JsonObject> before = node.client().tasks(1);
      byte[] output = node.client().stdout("1.1");

      assertThat(node.stop()).isZero();
      node.startAgain();

      TestClient client = node.client();
      assertThat(before).hasSize(40);
      assertThat(client.tasks(1)).isEqualTo(before);
      assertThat(client.stdout("1.1")).isEqualTo(output).asString().isEqualTo("Hello World\n");
      assertThat(client.awaitJob(client.submit("shell:1:0:0:echo again")).getString("state"))
          .isEqualTo("finished");
    }
  }

  @Test
  void aStopGivesBackWhatDoesNotEndInTimeAndTheNextStartRunsIt() throws IOException {
    NodeProcessConf conf = NodeProcessConf.of("stops").with("drain_timeout_seconds", 0.5);
    try (NodeProcess node = NodeProcess.start(conf)) {
      TestClient client = node.client();
      Path may = node.home().directory().resolve("may-end");
      long job = client.submit("shell:1:0:0:[ -e " + may + " ] || sleep 1000; echo done");
      awaitStarted(node, 2);

      assertThat(node.stop()).isZero();
      assertThat(SingleMarks.processesOf(node)).isEmpty();
      Files.createFile(may);
      node.startAgain();

      TestClient again = node.client();
      assertThat(again.awaitJob(job).getString("state")).isEqualTo("finished");
      List<String> outcomes = outcomes(again.task(job + ".1"));
      assertThat(outcomes).last().isEqualTo("succeeded");
      assertThat(outcomes).doesNotContain("failed", "lost");
      assertThat(again.stdoutText(job + ".1")).isEqualTo("done\n");
    }
  }

  @Test
  void aNodeThatWasKilledGoesOnWithItsTasksWhenItIsStartedAgain() throws IOException {
    try (NodeProcess node = NodeProcess.start(NodeProcessConf.of("killed"))) {
      Path may = node.home().directory().resolve("may-end");
      long job =
          node.client()
              .submit("shell:1:0:0:[ -e " + may + " ] || sleep 1000", "shell:1:0:0:echo kept");
      node.client().awaitTask(job + ".2", "finished");
      awaitStarted(node, 2);

      node.kill();
      Awaitility.await("the watcher's work").until(() -> SingleMarks.processesOf(node).isEmpty());
      Files.createFile(may);
      node.startAgain();

      TestClient client = node.client();
      assertThat(node.log()).contains("Redis taken over");
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("finished");
      assertThat(outcomes(client.task(job + ".1"))).isEqualTo(List.of("lost", "succeeded"));
      assertThat(outcomes(client.task(job + ".2"))).isEqualTo(List.of("succeeded"));
      assertThat(client.stdoutText(job + ".2")).isEqualTo("kept\n");
    }
  }

  @Test
  void cancellingAJobKillsWhatRunsAlsoWhatIgnoresTerm() {
    NodeProcessConf conf = NodeProcessConf.of("cancels").with("max_task_per_worker", 2);
    try (NodeProcess node = NodeProcess.start(conf)) {
      TestClient client = node.client();
      long job =
          client.submit(
              "shell:1:0:0:sleep 1000 & setsid sleep 1001 & wait",
              "shell:1:0:0:trap '' TERM; sleep 1000; sleep 1001",
              "shell:1:0:0:echo never");
      awaitStarted(node, 5);

      assertThat(client.post("/jobs/" + job + "/cancel").getInteger("count")).isEqualTo(3);
      Awaitility.await("the end of all processes")
          .until(() -> SingleMarks.processesOf(node).isEmpty());
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("cancelled");
      assertThat(client.count(job, "cancelled")).isEqualTo(3);
      assertThat(client.task(job + ".3").getJsonArray("attempts")).isEmpty();
      assertThat(client.awaitJob(client.submit("shell:1:0:0:echo next")).getString("state"))
          .isEqualTo("finished");
    }
  }

  @Test
  void aRetryRunsWhatFailedAndNothingElse() throws IOException {
    NodeProcessConf conf = NodeProcessConf.of("retries").with("max_retry_per_task", 1);
    try (NodeProcess node = NodeProcess.start(conf)) {
      TestClient client = node.client();
      Path count = node.home().directory().resolve("count.txt");
      Path good = node.home().directory().resolve("good");
      long job =
          client.submit(
              "shell:1:0:0:echo one >> " + count,
              "shell:1:0:0:echo two >> " + count + "; echo $DISTCOMP_MARK; [ -e " + good + " ]");
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("failed");
      String firstMark = client.stdoutText(job + ".2").strip();
      Files.createFile(good);

      assertThat(client.post("/jobs/" + job + "/retry").getInteger("count")).isEqualTo(1);
      client.awaitTask(job + ".2", "finished");
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("finished");
      assertThat(Files.readAllLines(count)).containsExactlyInAnyOrder("one", "two", "two");
      assertThat(outcomes(client.task(job + ".2"))).isEqualTo(List.of("failed", "succeeded"));
      String secondMark = client.stdoutText(job + ".2").strip();
      assertThat(List.of(firstMark, secondMark))
          .doesNotHaveDuplicates()
          .allSatisfy(mark -> assertThat(mark).startsWith(node.nodeId() + "."))
          .allSatisfy(mark -> assertThat(mark).contains("." + job + ".2."));
    }
  }

  @Test
  void aTaskThatIsStillBeingKilledIsNotRetriedBeforeItIsDead() {
    NodeProcessConf conf = NodeProcessConf.of("overlaps").with("kill_grace_seconds", 3);
    try (NodeProcess node = NodeProcess.start(conf)) {
      TestClient client = node.client();
      Path deaf = node.home().directory().resolve("deaf");
      long job =
          client.submit(
              "shell:1:0:0:[ -d "
                  + deaf
                  + " ] && exit; trap '' TERM; mkdir "
                  + deaf
                  + "; while :; do sleep 0.1; done");
      Awaitility.await("a run that hears no TERM").until(() -> Files.exists(deaf));

      assertThat(client.post("/jobs/" + job + "/cancel").getInteger("count")).isEqualTo(1);
      assertThat(client.post("/jobs/" + job + "/retry").getInteger("count")).isZero();
      client.awaitTask(job + ".1", "cancelled");
      assertThat(SingleMarks.processesOf(node)).isEmpty();

      assertThat(client.post("/jobs/" + job + "/retry").getInteger("count")).isEqualTo(1);
      client.awaitTask(job + ".1", "finished");
      assertThat(outcomes(client.task(job + ".1"))).isEqualTo(List.of("cancelled", "succeeded"));
    }
  }

  @Test
  void aFailedAttemptIsFollowedByAnotherUntilTheLimit() {
    NodeProcessConf conf = NodeProcessConf.of("repeats").with("max_retry_per_task", 2);
    try (NodeProcess node = NodeProcess.start(conf)) {
      TestClient client = node.client();
      long job = client.submit("shell:1:0:0:echo attempt $DISTCOMP_ATTEMPT; exit 4");
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("failed");
      assertThat(outcomes(client.task(job + ".1"))).isEqualTo(List.of("failed", "failed"));
      assertThat(client.stdoutText(job + ".1")).isEqualTo("attempt 2\n");
    }
  }

  private static void awaitStarted(NodeProcess node, int processes) {
    Awaitility.await(processes + " processes")
        .until(() -> SingleMarks.processesOf(node).size() >= processes);
  }

  private static List<String> outcomes(JsonObject task) {
    return task.getJsonArray("attempts").stream()
        .map(attempt -> ((JsonObject) attempt).getString("outcome"))
        .toList();
  }
}
