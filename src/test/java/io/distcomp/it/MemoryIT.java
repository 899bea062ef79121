package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tasks when memory runs short, by a made-up machine and by a real kernel. */
@Timeout(180)
@ExtendWith(NodeProcessLogs.class)
class MemoryIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long ROOMY = 4 << 20; // kB
  private static final long BELOW_ACCEPT = 768 << 10;
  private static final long BELOW_TRIGGER = 256 << 10;

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private Nodes nodes;

  @BeforeEach
  void open() throws IOException {
    nodes = new Nodes(REDIS);
    Files.createDirectories(folder.resolve("proc"));
    free(ROOMY);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void theNewestTaskMakesRoomAndRunsAgainWithMoreMemoryWhenThereIsSome() throws IOException {
    NodeProcess node = nodes.start("node", this::onMadeUpMachine);
    TestClient api = node.client();
    String older = api.submit("shell:5:0:0:" + untilGone("go")) + ".1";
    awaitRunning(api, older);
    write("freed", meminfo(BELOW_ACCEPT));
    String newest = api.submit("shell:5:0:0:" + freesAtItsEnd() + untilGone("go")) + ".1";
    awaitRunning(api, newest);

    free(BELOW_TRIGGER);
    JsonObject back = api.awaitTask(newest, "todo");
    // No more has to go, and none may come.
    String more = api.submit("shell:9:0:0:true") + ".1";
    Waiting.atMost(SOON, "a node that says so for two seconds")
        .during(Duration.ofSeconds(2))
        .until(() -> nodes.readiness(List.of(node.url())).equals(Set.of("degraded")));

    assertThat(Nodes.outcomes(back)).containsExactly("returned");
    JsonObject attempt = TestClient.lastAttempt(back);
    assertThat(attempt.getString("reason")).contains("short of memory");
    assertThat(attempt.getDouble("peak_mem_gb")).isPositive();
    assertThat(back.getDouble("mem_gb")).isEqualTo(0.25);
    assertThat(api.task(older).getString("state")).isEqualTo("in_progress");
    assertThat(api.task(newest).getString("state")).isEqualTo("todo");
    assertThat(api.task(more).getString("state")).isEqualTo("todo");
    assertThat(node.log()).containsOnlyOnce("memory is short: 0.25 GB free, 0.50 wanted");

    free(ROOMY);
    awaitRunning(api, newest);
    Files.createFile(folder.resolve("go"));
    assertThat(Nodes.outcomes(api.awaitTask(newest, "finished")))
        .containsExactly("returned", "succeeded");
    assertThat(Nodes.outcomes(api.awaitTask(older, "finished"))).containsExactly("succeeded");
    assertThat(Nodes.outcomes(api.awaitTask(more, "finished"))).doesNotContain("failed");
    assertThat(nodes.readiness(List.of(node.url()))).containsExactly("ok");
  }

  @Test
  void withoutAKillOfTheKernelASigkillIsAFailureLikeAnyOther() throws IOException {
    write("proc/vmstat", "oom_kill 3\n");
    NodeProcess node = nodes.start("node", this::onMadeUpMachine);
    TestClient api = node.client();

    String killed = api.submit("shell:5:0:0:kill -9 $$") + ".1";
    String code = api.submit("shell:5:0:0:exit 137") + ".1";

    JsonObject task = api.awaitTask(killed, "failed");
    assertThat(Nodes.outcomes(task)).containsExactly("failed");
    assertThat(TestClient.lastAttempt(task).getInteger("signal")).isEqualTo(9);
    assertThat(Nodes.outcomes(api.awaitTask(code, "failed"))).containsExactly("failed");
  }

  @Test
  void ofTwoThatDieOfSigkillOnlyAsManyRanOutOfMemoryAsTheKernelSays() throws IOException {
    write("proc/self/cgroup", "0::/node\n");
    write("sys/fs/cgroup/node/memory.events", "oom_kill 3\n");
    NodeProcess node = nodes.start("node", this::onMadeUpMachine);
    TestClient api = node.client();
    String dies = untilGone("go") + "; [ $DISTCOMP_ATTEMPT -gt 1 ] || kill -9 $$";
    String first = api.submit("shell:5:0:0:" + dies) + ".1";
    String second = api.submit("shell:5:0:0:" + dies) + ".1";
    awaitRunning(api, first);
    awaitRunning(api, second);

    write("sys/fs/cgroup/node/memory.events", "oom_kill 4\n");
    Files.createFile(folder.resolve("go"));

    Waiting.atMost(SOON, "the end of both").until(() -> ended(api, first) && ended(api, second));
    List<JsonObject> tasks = List.of(api.task(first), api.task(second));
    assertThat(tasks.stream().map(Nodes::outcomes))
        .containsExactlyInAnyOrder(List.of("out_of_memory", "succeeded"), List.of("failed"));
  }

  @Test
  void aTaskThatTheKernelKillsForMemoryIsRunAgainWithMoreAndTheNodeLives() throws IOException {
    try (LimitedGroup group = LimitedGroup.ofMemory(640L << 20);
        Nodes inside = new Nodes(REDIS)) { // over before the group is
      NodeProcess node =
          inside.start(
              "node",
              conf -> conf.launcher(group.launcher()).with("min_dram_gb_trigger_return", 0));
      TestClient api = node.client();
      String hog =
          api.submit(
                  "shell:5:0.1:0:if [ $DISTCOMP_ATTEMPT -gt 1 ]; then echo well; else tail /dev/zero; fi")
              + ".1";

      JsonObject task = api.awaitTask(hog, "finished");
      assertThat(Nodes.outcomes(task)).containsExactly("out_of_memory", "succeeded");
      JsonObject killed = Nodes.attempts(task).get(0);
      assertThat(killed.getString("reason")).contains("the kernel killed it");
      assertThat(killed.getDouble("peak_mem_gb")).as("the last sample before").isGreaterThan(0.01);
      assertThat(node.isAlive()).isTrue();
    }
  }

  private NodeProcessConf onMadeUpMachine(NodeProcessConf conf) {
    return conf.jvm("-Ddistcomp.proc=" + folder)
        .with("max_retry_per_task", 1)
        .with("kill_grace_seconds", 5)
        .with("min_dram_gb_accept_new_task", 1)
        .with("min_dram_gb_trigger_return", 0.5);
  }

  /** What a task held is free when it is gone. */
  private String freesAtItsEnd() {
    String freed = "mv " + folder.resolve("freed") + " " + folder.resolve("proc/meminfo");
    return "trap \"trap '' TERM; " + freed + "; exit 1\" TERM; ";
  }

  /** A command that runs until there is such a file, and long enough to be sampled. */
  private String untilGone(String file) {
    return "until [ -e " + folder.resolve(file) + " ]; do sleep 0.1; done";
  }

  private static boolean ended(TestClient api, String task) {
    return Set.of("finished", "failed").contains(api.task(task).getString("state"));
  }

  private static void awaitRunning(TestClient api, String task) {
    api.awaitTask(task, "in_progress");
  }

  private void free(long kiloBytes) throws IOException {
    write("proc/meminfo", meminfo(kiloBytes));
  }

  private static String meminfo(long kiloBytes) {
    return "MemTotal: 8388608 kB\nMemAvailable: " + kiloBytes + " kB\n";
  }

  /** In one step, so that the node never reads half of it. */
  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Path whole = Files.writeString(folder.resolve("whole"), text);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
