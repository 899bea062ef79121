package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of tasks and their processes when their node dies or is told to stop. */
@Timeout(180)
@ExtendWith(NodeProcessLogs.class)
class OrphansIT extends DeadNodeFixture {

  private static final Duration DRAIN = Duration.ofSeconds(4);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /** Of four tasks of which each has at least its shell. */
  private static final int LEAST_PROCESSES = 4;

  @Test
  void aKilledNodeLeavesNoProcessAndItsNextStartGetsItsTasksAtOnce() {
    NodeProcess node = nodes.start("node", conf -> conf.with("lease_seconds", 30));
    long job = node.client().submit(longOnlyAtFirst());
    awaitProcesses(node, TASKS * PROCESSES_PER_TASK);

    node.kill();
    awaitNoProcess(node);

    node.startAgain();
    // The lease of the dead incarnation lasts 30 s from its last renewal, and a strike 10 s more.
    node.client().awaitJob(job, Duration.ofSeconds(10));
    assertThat(node.client().tasks(job)).hasSize(TASKS).allSatisfy(OrphansIT::assertLostThenDone);
  }

  @Test
  void aNodeThatIsToldToStopLetsShortTasksEndAndGivesLongOnesBack() throws Exception {
    NodeProcess worker = nodes.start("worker", OrphansIT::impatient);
    TestClient onlooker = nodes.start("onlooker", UnaryOperator.identity()).client();
    Path gate = folder.resolve("gate");
    long job = TestClient.jobId(onlooker.submit(shortAndLong(gate)));
    awaitProcesses(worker, LEAST_PROCESSES);
    Waiting.atMost(START, "all on record").until(() -> onlooker.count(job, "in_progress") == 4);

    long asked = System.nanoTime();
    CompletableFuture<Integer> exitCode = CompletableFuture.supplyAsync(worker::stop);
    Waiting.atMost(START, "a node that drains")
        .until(() -> nodes.readiness(List.of(worker.url())).equals(Set.of("draining")));
    Files.createFile(gate);

    assertThat(exitCode.join()).isZero();
    assertThat(since(asked)).isLessThan(DRAIN.plus(GRACE).plus(CLOSING));
    assertThat(MarkedProcesses.ofNode(worker.nodeId())).isEmpty();
    assertThat(onlooker.count(job, "finished")).isEqualTo(2);
    assertThat(onlooker.count(job, "todo")).isEqualTo(2);
    assertThat(Nodes.listed(onlooker, "worker").getString("state")).isEqualTo("stopped");
    List.of(1, 2).forEach(i -> assertIs(onlooker.task(job + "." + i), "finished", "succeeded"));
    List.of(3, 4).forEach(i -> assertIs(onlooker.task(job + "." + i), "todo", "returned"));

    // One failure is allowed: had the attempt counted as one, the task would have ended.
    worker.startAgain();
    onlooker.awaitTask(job + ".3", "in_progress");
  }

  @Test
  void aNodeThatIsToldToStopWhileRedisIsAwayEndsInTime() {
    NodeProcess node = nodes.start("node", OrphansIT::impatient);
    node.client().submit(List.of("shell:5:0:0:sleep 600"));
    awaitProcesses(node, 1);

    REDIS.kill();
    long asked = System.nanoTime();

    assertThat(node.stop()).isZero();
    assertThat(since(asked)).isLessThan(DRAIN.plus(GRACE).plus(CLOSING));
    assertThat(MarkedProcesses.ofNode(node.nodeId())).isEmpty();
  }

  @Test
  void aNodeThatIsToldToStopLongAfterRedisWentEndsInTime() {
    NodeProcess node = nodes.start("node", OrphansIT::impatient);

    REDIS.kill();
    Waiting.atMost(START, "a node that is refused a connection")
        .until(() -> node.log().contains("Connection refused"));
    long asked = System.nanoTime();

    assertThat(node.stop()).isZero();
    assertThat(since(asked)).isLessThan(DRAIN.plus(GRACE).plus(CLOSING));
  }

  // --- what is submitted

  private static NodeProcessConf impatient(NodeProcessConf conf) {
    return conf.with("tags", List.of("work"))
        .with("drain_timeout_seconds", DRAIN.toSeconds())
        .with("kill_grace_seconds", GRACE.toSeconds())
        .with("max_retry_per_task", 1);
  }

  /** The first attempt would take a minute. */
  private static List<String> longOnlyAtFirst() {
    return IntStream.range(0, TASKS)
        .mapToObj(
            i ->
                "shell:5:0:0:if [ $DISTCOMP_ATTEMPT = 1 ]; then setsid sleep 60 & sleep 60; fi; echo "
                    + i)
        .toList();
  }

  /** Two that end when the gate opens, one that does not end, one that ignores TERM as well. */
  private static JsonObject shortAndLong(Path gate) {
    String untilOpen = "until [ -e '" + gate + "' ]; do sleep 0.05; done; echo ";
    JsonArray tasks = new JsonArray();
    for (String command :
        List.of(untilOpen + 1, untilOpen + 2, "sleep 600", "trap '' TERM; sleep 600; sleep 600")) {
      tasks.add(
          new JsonObject()
              .put("command", command)
              .put("cpus", 0)
              .put("tags", new JsonArray().add("work")));
    }
    return new JsonObject().put("tasks", tasks);
  }

  // --- what is seen

  private static void assertLostThenDone(JsonObject task) {
    assertIs(task, "finished", "lost", "succeeded");
  }

  private static void assertIs(JsonObject task, String state, String... outcomes) {
    assertThat(task.getString("state")).as(task.encode()).isEqualTo(state);
    assertThat(Nodes.outcomes(task)).as(task.encode()).containsExactly(outcomes);
  }
}
