package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A task that kills the node it runs on. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class PoisonIT {

  private static final int GOOD = 500;

  /** Tasks that are still running when the poison takes their node with it. */
  private static final int LONG = 10;

  private static final Duration END = Duration.ofMinutes(2);

  @RegisterExtension
  static final RedisServer REDIS = RedisServer.create().durability(RedisServer.Durability.EVERYSEC);

  @TempDir Path folder;
  private final Nodes nodes = new Nodes(REDIS);
  private final List<NodeProcess> all = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void aTaskThatKillsItsNodeFailsAfterThreeOfThemAndNoOtherTaskDoes() {
    TestClient onlooker =
        nodes.start("onlooker", conf -> conf.with("max_task_per_worker", 1)).client();
    for (String name : List.of("a", "b", "c")) {
      all.add(
          nodes.start(
              name, conf -> conf.with("tags", List.of("work")).with("max_task_per_worker", 8)));
    }
    Ledger deaths = new Ledger(folder.resolve("deaths"));
    long job = TestClient.jobId(onlooker.submit(job(deaths)));

    int killed = superviseUntilEnd(onlooker, job);

    assertThat(onlooker.task(job + ".1").getString("state")).isEqualTo("failed");
    assertThat(Nodes.outcomes(onlooker.task(job + ".1"))).containsExactly("lost", "lost", "lost");
    assertThat(onlooker.count(job, "finished")).isEqualTo(LONG + GOOD);
    assertThat(onlooker.count(job, "failed")).isEqualTo(1);
    assertThat(deaths.lines()).hasSize(3);
    assertThat(killed).isEqualTo(3);
  }

  /** Starts each node again that has died, as systemd would; how many have. */
  private int superviseUntilEnd(TestClient onlooker, long job) {
    int[] killed = {0};
    Waiting.atMost(END, "the end of all tasks")
        .until(
            () -> {
              for (NodeProcess node : all) {
                if (!node.isAlive()) {
                  killed[0]++;
                  node.startAgain();
                }
              }
              JsonObject counts = onlooker.job(job).getJsonObject("counts");
              return counts.getInteger("finished") + counts.getInteger("failed") == 1 + LONG + GOOD;
            });
    return killed[0];
  }

  private static JsonObject job(Ledger deaths) {
    JsonArray tasks = new JsonArray();
    tasks.add(
        task(
            deaths.command()
                + "; p=$PPID; while [ \"$(cat /proc/$p/comm)\" != java ]; do"
                + " p=$(awk '/^PPid/ {print $2}' /proc/$p/status); done; sleep 0.5; kill -9 $p"));
    IntStream.range(0, LONG).forEach(i -> tasks.add(task("sleep 2; echo long " + i)));
    IntStream.range(0, GOOD).forEach(i -> tasks.add(task("echo " + i)));
    return new JsonObject().put("tasks", tasks);
  }

  private static JsonObject task(String command) {
    return new JsonObject()
        .put("command", command)
        .put("cpus", 0)
        .put("tags", new JsonArray().add("work"));
  }
}
