package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.Damage;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is damaged in Redis by hand while nodes work: each kind of {@code fsck/damage.csv} in turn.
 * Jobs 1 and 2 are the ones that suffer; those that come with each damage have to finish.
 */
@Tag("chaos")
@Timeout(900)
@ExtendWith(NodeProcessLogs.class)
class DamageIT {

  private static final int NODES = 3;
  private static final int TASKS_WITH_EACH = 10;

  /** A user looks now and then; what stops the whole queue waits until then. */
  private static final int DAMAGES_PER_DOCTOR = 5;

  private static final Duration END = Duration.ofMinutes(2);
  private static final Duration CALM = Duration.ofSeconds(5);

  /** Of one core while nothing is to do: a loop that never ends takes all of it. */
  private static final double IDLE_SHARE = 0.4;

  /** A line for each damage and one each 30 s of what lasts. */
  private static final int LOG_LINES = 1000;

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  private final List<NodeProcess> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(NodeProcess::close);
  }

  @Test
  void whatIsDamagedWhileNodesWorkKillsNoNodeAndCostsOtherJobsNothing() throws Exception {
    for (int i = 1; i <= NODES; i++) {
      nodes.add(
          NodeProcess.start(
              NodeProcessConf.of("node" + i).redis(REDIS.url()).with("lease_seconds", 6)));
    }
    TestClient client = nodes.get(0).client();
    client.submit(victims());
    client.submit(victims().put("name", "second victim"));

    List<String> damages = Damage.all();
    List<Long> good = new ArrayList<>();
    for (int i = 0; i < damages.size(); i++) {
      good.add(client.submit(goodTasks(i)));
      damage(damages.get(i));
      if ((i + 1) % DAMAGES_PER_DOCTOR == 0 || i + 1 == damages.size()) {
        doctor("--fix");
        good.forEach(job -> assertAllFinish(client, job));
        good.clear();
      }
    }

    assertThat(doctor().getJsonArray("findings")).isEmpty();
    assertThat(nodes).allMatch(NodeProcess::isAlive);
    client.post("/jobs/1/cancel");
    client.post("/jobs/2/cancel");
    for (NodeProcess node : nodes) {
      assertThat(busyShare(node)).as("CPU of idle %s", node.name()).isLessThan(IDLE_SHARE);
      assertThat(Files.readAllLines(node.logFile().toPath())).hasSizeLessThan(LOG_LINES);
    }
  }

  // --- what is submitted

  private static JsonObject victims() {
    JsonArray tasks = new JsonArray();
    IntStream.range(0, 130)
        .forEach(i -> tasks.add(new JsonObject().put("command", "sleep 2; : " + i).put("cpus", 0)));
    return new JsonObject().put("name", "victim").put("priority", 1).put("tasks", tasks);
  }

  private static List<String> goodTasks(int round) {
    return IntStream.range(0, TASKS_WITH_EACH)
        .mapToObj(i -> "shell:9:0:0:sleep 0.1; echo " + round + "-" + i)
        .toList();
  }

  private static void assertAllFinish(TestClient client, long job) {
    client.awaitJob(job, END);
    assertThat(client.tasks(job))
        .hasSize(TASKS_WITH_EACH)
        .allSatisfy(
            task -> assertThat(task.getString("state")).as(task.encode()).isEqualTo("finished"));
  }

  // --- what is damaged, and mended

  /** A key that is of another type by now takes no further damage of its old one. */
  private static void damage(String commands) {
    try {
      new Damage(REDIS, "default").make(commands);
    } catch (UncheckedIOException e) {
      assertThat(e).hasStackTraceContaining("WRONGTYPE");
    }
  }

  private JsonObject doctor(String... words) {
    List<String> all = new ArrayList<>(List.of("doctor", "-conf", "conf.json", "-o", "json"));
    all.addAll(List.of(words));
    Ended ended = nodes.get(0).home().run(all);
    assertThat(ended.out()).as(ended.err()).startsWith("{");
    return new JsonObject(ended.out()).getJsonObject("fsck");
  }

  private static double busyShare(NodeProcess node) throws InterruptedException {
    long before = cpuNanos(node);
    TimeUnit.NANOSECONDS.sleep(CALM.toNanos());
    return (double) (cpuNanos(node) - before) / CALM.toNanos();
  }

  private static long cpuNanos(NodeProcess node) {
    return ProcessHandle.of(node.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow()
        .toNanos();
  }
}
