package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one Redis share the work, also when one of them or Redis dies in the middle. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class TwoNodesIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration GONE = Duration.ofSeconds(2);
  private static final int QUICK = 3_000;
  private static final int SLOW = 60;

  @RegisterExtension
  static final RedisServer REDIS = RedisServer.create().durability(RedisServer.Durability.ALWAYS);

  @TempDir Path folder;
  private Nodes nodes;
  private Ledger ledger;

  @BeforeEach
  void open() {
    nodes = new Nodes(REDIS);
    ledger = new Ledger(folder.resolve("ledger"));
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void twoNodesShareASweepAndRunEachTaskOnce() {
    NodeProcess first = nodes.start("first", TwoNodesIT::shared);
    NodeProcess second = nodes.start("second", TwoNodesIT::shared);

    long job = first.client().submit(sweep());
    awaitEnd(second.client(), job);

    assertFinished(second.client(), job);
    assertThat(ledger.repeated()).isEmpty();
    assertThat(ledger.runsOfTasks()).hasSize(QUICK + SLOW);
    assertThat(ledger.nodes()).containsExactlyInAnyOrder("first", "second");
    assertThat(recordedNodes(first.client(), job)).isEqualTo(runningNodes());
  }

  @Test
  void aNodeThatIsKilledInTheMiddleCostsNoTask() {
    NodeProcess survivor = nodes.start("survivor", TwoNodesIT::shared);
    NodeProcess victim = nodes.start("victim", TwoNodesIT::shared);
    TestClient api = survivor.client();
    long job = api.submit(sweep());
    Waiting.atMost(LIMIT, "work on both nodes")
        .until(() -> api.count(job, "finished") > QUICK / 10 && bothWork(api));

    victim.kill();
    Waiting.atMost(GONE, "the end of the dead node's processes")
        .until(() -> MarkedProcesses.ofNode(victim.nodeId()).isEmpty());
    Set<String> held = held(Nodes.listed(api, "victim").getString("incarnation"));
    assertThat(held).as("what the dead node held").isNotEmpty();
    awaitEnd(api, job);

    assertFinished(api, job);
    assertThat(ledger.runsOfTasks()).hasSize(QUICK + SLOW);
    assertThat(held).as("what ran twice was the dead node's").containsAll(ledger.repeated());
    List<JsonObject> tasks = api.tasks(job);
    assertThat(withOutcome(tasks, "lost")).isEqualTo(held);
    assertThat(Nodes.listed(api, "victim").getString("state")).isEqualTo("lost");
  }

  @Test
  void redisThatIsKilledInTheMiddleCostsNoTask() {
    NodeProcess first = nodes.start("first", UnaryOperator.identity());
    NodeProcess second = nodes.start("second", UnaryOperator.identity());
    List<String> urls = List.of(first.url(), second.url());
    long job = first.client().submit(sweep());
    Waiting.atMost(LIMIT, "work in the middle")
        .until(() -> first.client().count(job, "finished") > QUICK / 10);

    REDIS.kill();
    Waiting.atMost(Duration.ofSeconds(20), "nodes that say so for two seconds")
        .during(Duration.ofSeconds(2))
        .until(() -> nodes.readiness(urls).equals(Set.of("degraded")));
    assertThat(submitAnyway(first.client()).status()).isEqualTo(503);
    assertThat(ledger.lines()).as("work was left").hasSizeLessThan(QUICK + SLOW);
    REDIS.restart();

    Waiting.atMost(Duration.ofSeconds(30), "nodes that are well again")
        .until(() -> nodes.readiness(urls).equals(Set.of("ok")));
    awaitEnd(second.client(), job);
    assertFinished(second.client(), job);
    assertThat(ledger.repeated()).isEmpty();
    assertThat(ledger.runsOfTasks()).hasSize(QUICK + SLOW);
  }

  @Test
  void outputAboveTheInlineLimitIsReadThroughTheOtherNode() {
    UnaryOperator<NodeProcessConf> small =
        conf -> conf.clustered().with("output_inline_kb", 4).with("max_task_per_worker", 2);
    NodeProcess reader = nodes.start("reader", small);
    NodeProcess writer =
        nodes.start("writer", conf -> small.apply(conf).with("tags", List.of("writer")));
    JsonObject job = oneTask("seq 1 50000");
    job.getJsonArray("tasks").getJsonObject(0).put("tags", new JsonArray().add("writer"));
    long id = TestClient.jobId(reader.client().submit(job));
    reader.client().awaitJob(id);
    String whole =
        IntStream.rangeClosed(1, 50_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    String path = "/tasks/" + id + ".1/stdout";

    Waiting.atMost(Duration.ofSeconds(60), "the whole text, once the nodes have met")
        .until(() -> get(reader, path).text().equals(whole));
    assertThat(partialMark(get(reader, path))).isEmpty();

    writer.kill();
    TestClient.Answer partial = get(reader, path);
    assertThat(partial.status()).isEqualTo(200);
    assertThat(partialMark(partial)).isPresent();
    assertThat(partial.text())
        .startsWith("1\n2\n3\n")
        .contains("are on node writer, which does not answer")
        .endsWith("\n49999\n50000\n")
        .hasSizeLessThan(whole.length());
  }

  private static TestClient.Answer get(NodeProcess node, String path) {
    return node.client().send("GET", path, "text/plain", new byte[0]);
  }

  private static Optional<String> partialMark(TestClient.Answer answer) {
    return answer.response().headers().firstValue("X-DistComp-Partial");
  }

  // --- what is submitted

  /** The shortest lease: a dead node is noticed after it and the ten seconds of the strike. */
  private static NodeProcessConf shared(NodeProcessConf conf) {
    return conf.clustered().with("lease_seconds", 1);
  }

  private static TestClient.Answer submitAnyway(TestClient client) {
    byte[] body = oneTask("true").encode().getBytes(StandardCharsets.UTF_8);
    return client.send("POST", "/jobs", "application/json", body);
  }

  private static JsonObject oneTask(String command) {
    return new JsonObject()
        .put("tasks", new JsonArray().add(new JsonObject().put("command", command)));
  }

  /** Quick tasks with slow ones strewn in; equal commands would be one task. */
  private List<String> sweep() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < QUICK + SLOW; i++) {
      boolean slow = i % (QUICK / SLOW + 1) == 0;
      lines.add("shell:5:0:0:" + ledger.command() + (slow ? "; sleep 0.2" : "") + " # " + i);
    }
    return lines;
  }

  // --- what is seen

  private static void awaitEnd(TestClient api, long job) {
    api.awaitJob(job, LIMIT);
  }

  private static boolean bothWork(TestClient api) {
    return Nodes.listed(api, "survivor").getInteger("running") > 0
        && Nodes.listed(api, "victim").getInteger("running") > 0;
  }

  private static Set<String> held(String incarnation) {
    return REDIS
        .cli("HKEYS", "dc:{default}:run:" + incarnation)
        .lines()
        .filter(line -> !line.isBlank())
        .collect(Collectors.toSet());
  }

  private static void assertFinished(TestClient api, long job) {
    JsonObject expected = new JsonObject();
    List.of("todo", "waiting", "in_progress", "failed", "cancelled")
        .forEach(state -> expected.put(state, 0));
    assertThat(api.job(job).getJsonObject("counts"))
        .isEqualTo(expected.put("finished", QUICK + SLOW));
    List<JsonObject> tasks = api.tasks(job);
    assertThat(tasks).hasSize(QUICK + SLOW);
    assertThat(tasks).allSatisfy(task -> assertOneSuccess(task));
  }

  private static void assertOneSuccess(JsonObject task) {
    assertThat(task.getString("state")).isEqualTo("finished");
    assertThat(Nodes.outcomes(task))
        .as(task.encode())
        .endsWith("succeeded")
        .containsOnlyOnce("succeeded");
  }

  private static Set<String> withOutcome(List<JsonObject> tasks, String outcome) {
    return tasks.stream()
        .filter(task -> Nodes.outcomes(task).contains(outcome))
        .map(task -> task.getString("id"))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> recordedNodes(TestClient api, long job) {
    return api.tasks(job).stream()
        .collect(
            Collectors.toMap(
                task -> task.getString("id"),
                task -> Nodes.attempts(task).get(0).getString("node")));
  }

  private Map<String, String> runningNodes() {
    return ledger.lines().stream().collect(Collectors.toMap(Ledger.Line::task, Ledger.Line::node));
  }
}
