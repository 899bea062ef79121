package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A queue gets more nodes by itself, and they leave when there is nothing to do. */
@Timeout(600)
@ExtendWith(NodeProcessLogs.class)
class ScaleIT {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int TASKS = 10_000;
  private static final int SLOTS = 6;
  private static final List<String> WORKERS = List.of("worker-1", "worker-2");
  private static final String PASSWORD = "for this test";

  @TempDir Path folder;
  private int redisPort;

  @BeforeEach
  void findPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      redisPort = socket.getLocalPort();
    }
  }

  @AfterEach
  void endWorkers() {
    WORKERS.forEach(name -> worker(name).ifPresent(ProcessHandle::destroyForcibly));
  }

  private Optional<ProcessHandle> worker(String name) {
    try {
      String pid = Files.readString(folder.resolve(name + ".pid")).strip();
      return ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The shipped example, run from a folder of this test. */
  private String scaleCommand() throws IOException {
    Path template = folder.resolve("worker.json");
    Files.writeString(
        template,
        common(NodeProcessConf.of("@NAME@"))
            .with("redis_host", "127.0.0.1")
            .with("idle_exit_seconds", 2)
            .json()
            .encode());
    String script = Path.of("examples/scale/local.sh").toAbsolutePath().toString();
    String jar = Path.of(System.getProperty("distcomp.jar")).toAbsolutePath().toString();
    return "cd '" + folder + "' && exec '" + script + "' '" + jar + "' worker.json 2";
  }

  private NodeProcessConf common(NodeProcessConf conf) {
    return conf.with("redis_port", redisPort)
        .with("redis_pass", PASSWORD)
        .with("max_task_per_worker", 2);
  }

  @Test
  void tenThousandTasksGetTwoMoreNodesWhichLeaveWhenIdleAndNoTaskIsLost() throws IOException {
    Path told = folder.resolve("told");
    NodeProcessConf conf =
        common(NodeProcessConf.of("holder"))
            .with("scale_command", scaleCommand())
            .with("scale_cooldown_seconds", 3)
            .with("hook_command", "cat >>'" + told + "'");
    try (NodeProcess holder = NodeProcess.start(conf)) {
      TestClient client = holder.client();
      long held =
          TestClient.jobId(client.submit(TestClient.job("true").put("not_before", later())));
      Path gate = folder.resolve("gate");
      long job = client.submit(load(gate));
      Waiting.atMost(LIMIT, "the first tasks on three nodes")
          .until(() -> client.count(job, "in_progress") == SLOTS);
      Files.createFile(gate);
      assertThat(client.awaitJob(job, LIMIT).getString("state")).isEqualTo("finished");

      for (String name : WORKERS) {
        Waiting.atMost(LIMIT, "that " + name + " leaves").until(() -> worker(name).isEmpty());
        assertThat(Files.readString(folder.resolve(name + ".log")))
            .contains("(idle_exit_seconds): this node leaves");
      }
      assertBooksBalance(client, job);
      assertThat(holder.log()).contains("more slots are wanted; scale_command ended: started:");
      assertThat(toldEnds(told, job)).isEqualTo(1);

      assertGoesLast(holder, conf.with("idle_exit_seconds", 1), held);
    }
  }

  /** Who holds Redis stays while there are tasks, and then while another node uses it. */
  private void assertGoesLast(NodeProcess holder, NodeProcessConf idle, long held)
      throws IOException {
    NodeProcessConf conf = common(NodeProcessConf.of("user")).with("redis_host", "127.0.0.1");
    try (NodeProcess user = NodeProcess.start(conf)) {
      Files.writeString(holder.home().directory().resolve("conf.json"), idle.json().encode());
      awaitLog(holder, "but it stays: tasks remain in its Redis");
      user.client().post("/jobs/" + held + "/cancel");
      awaitLog(holder, "but it stays: its Redis is used by user");
    }
    Waiting.atMost(LIMIT, "that the holder leaves").until(() -> !holder.isAlive());
    assertThat(holder.stop()).as("its exit code").isZero();
  }

  private static void awaitLog(NodeProcess node, String words) {
    Waiting.atMost(LIMIT, "'" + words + "' in the log").until(() -> node.log().contains(words));
  }

  /** The first ones fill all slots of three nodes and end when the others may begin. */
  private static List<String> load(Path gate) {
    String wait = "shell:9:0:0:until [ -e '" + gate + "' ]; do sleep 0.05; done # ";
    return IntStream.range(0, TASKS)
        .mapToObj(i -> i < SLOTS ? wait + i : "shell:5:0:0:true # " + i)
        .toList();
  }

  private static String later() {
    return Instant.now().plus(Duration.ofHours(1)).toString();
  }

  private static void assertBooksBalance(TestClient client, long job) {
    List<JsonObject> tasks = client.tasks(job);
    assertThat(tasks)
        .hasSize(TASKS)
        .allMatch(task -> Nodes.outcomes(task).equals(List.of("succeeded")));
    assertThat(
            tasks.stream()
                .map(task -> Nodes.attempts(task).get(0).getString("node"))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("holder", "worker-1", "worker-2");
    assertThat(client.count(job, "finished")).isEqualTo(TASKS);
  }

  private static long toldEnds(Path told, long job) throws IOException {
    return Files.readAllLines(told).stream()
        .map(JsonObject::new)
        .filter(event -> event.getString("event").equals("job_finished"))
        .filter(event -> event.getJsonObject("job").getLong("id") == job)
        .count();
  }
}
