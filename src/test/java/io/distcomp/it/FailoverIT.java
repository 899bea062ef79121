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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of tasks whose node is dead, or seems so, when there is another node. */
@Timeout(180)
@ExtendWith(NodeProcessLogs.class)
class FailoverIT extends DeadNodeFixture {

  private static final Duration LEASE = Duration.ofSeconds(6);

  /** What design promises beyond the lease: a strike of 10 s at most, and the reaper's 5 s. */
  private static final Duration BEYOND_LEASE = Duration.ofSeconds(15);

  @Test
  void tasksOfAKilledNodeRunAgainOnAnotherWithinTheLeaseAndFifteenSeconds() {
    NodeProcess doomed = nodes.start("doomed", FailoverIT::leased);
    long job = doomed.client().submit(longOnDoomed());
    awaitProcesses(doomed, TASKS * PROCESSES_PER_TASK);
    TestClient heir = nodes.start("heir", FailoverIT::leased).client();

    doomed.kill();
    long killed = System.nanoTime();
    awaitNoProcess(doomed);
    heir.awaitJob(job, LEASE.plus(BEYOND_LEASE));

    System.out.println("all tasks ran again after " + since(killed).toMillis() + " ms");
    assertThat(heir.tasks(job))
        .hasSize(TASKS)
        .allSatisfy(
            task -> {
              assertThat(Nodes.outcomes(task)).containsExactly("lost", "succeeded");
              assertThat(Nodes.attempts(task).get(1).getString("node")).isEqualTo("heir");
            });
  }

  /**
   * A frozen node's tasks are taken from it. One of them only it may run, so nobody claims that one
   * again and its late outcome counts; the other runs elsewhere meanwhile, and the late one does
   * not.
   */
  @Test
  void aFrozenNodesLateOutcomesCountOnlyWhereNobodyClaimedTheTaskAgain() throws Exception {
    NodeProcess frozen =
        nodes.start("frozen", conf -> leased(conf).with("tags", List.of("any", "own")));
    Path gate = folder.resolve("gate");
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    long job = TestClient.jobId(frozen.client().submit(anyAndOwn(ledger, gate)));
    Waiting.atMost(START, "both tasks").until(() -> ledger.lines().size() == 2);
    TestClient other =
        nodes.start("other", conf -> leased(conf).with("tags", List.of("any"))).client();
    long stale = count("stale");
    long committed = count("committed");

    frozen.signal("STOP");
    Waiting.atMost(START, "the second run of the one, and the loss of the other")
        .until(
            () ->
                ledger.lines().size() == 3
                    && Nodes.outcomes(other.task(job + ".2")).equals(List.of("lost")));
    other.post("/jobs/" + job + "/pause"); // the frozen node itself could claim it again
    Files.createFile(gate);
    other.awaitTask(job + ".1", "finished");
    Waiting.atMost(START, "the end of the frozen node's processes")
        .until(() -> MarkedProcesses.ofNode(frozen.nodeId()).isEmpty());
    frozen.signal("CONT");

    other.awaitTask(job + ".2", "finished");
    assertThat(Nodes.outcomes(other.task(job + ".1"))).containsExactly("lost", "succeeded");
    assertThat(Nodes.outcomes(other.task(job + ".2"))).containsExactly("succeeded");
    assertThat(ledger.lines()).hasSize(3);
    Waiting.atMost(START, "a refused outcome").until(() -> count("stale") == stale + 1);
    assertThat(count("committed")).isEqualTo(committed + 2);
  }

  private static NodeProcessConf leased(NodeProcessConf conf) {
    return conf.with("lease_seconds", LEASE.toSeconds());
  }

  /** A run on the doomed node takes a minute. */
  private static List<String> longOnDoomed() {
    return IntStream.range(0, TASKS)
        .mapToObj(
            i ->
                "shell:5:0:0:if [ $DISTCOMP_NODE = doomed ]; then setsid sleep 60 & sleep 60; fi; echo "
                    + i)
        .toList();
  }

  /** The first waits for the gate on the frozen node alone. */
  private static JsonObject anyAndOwn(Ledger ledger, Path gate) {
    String wait =
        "; if [ $DISTCOMP_NODE = frozen ]; then until [ -e '"
            + gate
            + "' ]; do sleep 0.05; done; fi";
    JsonArray tasks = new JsonArray();
    for (String tag : List.of("any", "own")) {
      tasks.add(
          new JsonObject()
              .put("command", ledger.command() + wait + "; : " + tag)
              .put("cpus", 0)
              .put("tags", new JsonArray().add(tag)));
    }
    return new JsonObject().put("tasks", tasks);
  }

  private static long count(String field) {
    String value = REDIS.cli("HGET", "dc:{default}:counts", field).strip();
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }
}
