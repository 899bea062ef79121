package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that cannot store output, cannot start commands, or fail all that they touch. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class SickNodeIT {

  private static final long AMPLE = 4096;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int TASKS = 20;
  private static final int MIB = 1 << 20;

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private final Nodes nodes = new Nodes(REDIS);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void aFullResultDiskCostsNoTaskAnythingAndTheNodeIsWellWhenThereIsRoom() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.toString()),
        "root may mount a tmpfs");
    try {
      Path ballast = Files.write(folder.resolve("ballast"), new byte[15 * MIB]);
      NodeProcess node =
          nodes.start(
              "full",
              conf -> conf.with("result_dir", folder.toString()).with("max_task_per_worker", 4));
      TestClient client = node.client();
      long job = client.submit(lines("head -c 300000 /dev/zero | tr '\\\\0' x"));
      awaitReadiness(node, "degraded");
      awaitLog(node, "has been sick for");
      assertFinishedHaveTheirOutput(client, job);

      Files.delete(ballast);
      client.awaitJob(job);
      awaitReadiness(node, "ok");

      assertThat(client.count(job, "finished")).isEqualTo(TASKS);
      assertFinishedHaveTheirOutput(client, job);
      assertNothingCharged(client, job);
      assertThat(node.log()).contains("this node is well again");
    } finally {
      nodes.close();
      assertThat(run("umount", folder.toString())).isTrue();
    }
  }

  @Test
  void aNodeWithoutFilesToOpenCostsNoTaskAnythingAndIsWellWhenThereAreSome() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is there");
    NodeProcess node = nodes.start("poor", conf -> conf.with("max_task_per_worker", 8));
    TestClient client = node.client();
    client.awaitJob(client.submit(List.of("shell:5:0:0:true")));
    client.get("/nodes");
    assertThat(limitFiles(node, openFiles(node) + 6)).isTrue();
    long job = client.submit(lines("sleep 0.5; echo x"));

    awaitLog(node, "this node is sick");
    assertThat(limitFiles(node, 4096)).isTrue();

    client.awaitJob(job);
    awaitReadiness(node, "ok");
    assertThat(client.count(job, "finished")).isEqualTo(TASKS);
    assertNothingCharged(client, job);
  }

  @ParameterizedTest
  @ValueSource(strings = {"posix", "jdk"})
  void aNodeThatMayStartNoProcessCostsNoTaskAnythingAndIsWellWhenItMay(String spawner)
      throws Exception {
    try (LimitedGroup group = LimitedGroup.ofTasks(AMPLE);
        Nodes inside = new Nodes(REDIS)) { // over before the group is
      NodeProcess node =
          inside.start(
              "crowded",
              conf ->
                  conf.launcher(group.launcher())
                      .jvm("-Ddistcomp.spawner=" + spawner)
                      .with("max_task_per_worker", 8));
      TestClient client = node.client();
      client.awaitJob(client.submit(List.of("shell:5:0:0:true")));
      client.get("/nodes");
      group.limitTasks(group.tasks());
      long job = client.submit(lines("sleep 0.1; echo x"));

      awaitLog(node, "this node is sick");
      group.limitTasks(AMPLE);

      client.awaitJob(job);
      awaitReadiness(node, "ok");
      assertThat(client.count(job, "finished")).isEqualTo(TASKS);
      assertNothingCharged(client, job);
    }
  }

  @Test
  void aNodeThatFailsWhatSucceedsElsewhereDrainsItselfUntilAUserWantsItBack() throws Exception {
    Path broken = Files.createFile(folder.resolve("broken"));
    NodeProcess hole = nodes.start("hole", conf -> conf.with("max_task_per_worker", 4));
    NodeProcess sound = nodes.start("sound", conf -> conf.with("max_task_per_worker", 4));
    TestClient client = sound.client();
    // The hole must not be through with all of them before the first has succeeded elsewhere.
    String command =
        "test $DISTCOMP_NODE = sound || ! test -e '"
            + broken
            + "' || { sleep 0.2; exit 127; }; sleep 0.02";
    long job =
        client.submit(
            IntStream.range(0, 1500).mapToObj(i -> "shell:5:0:0:" + command + " # " + i).toList());

    awaitReadiness(hole, "draining");
    assertThat(hole.log()).contains("ERROR").contains("this node drains itself");
    client.awaitJob(job);
    assertThat(client.count(job, "finished")).isEqualTo(1500);
    assertThat(nodes.readiness(List.of(sound.url()))).isEqualTo(Set.of("ok"));

    Files.delete(broken);
    JsonObject unused = client.post("/nodes/hole/undrain");
    awaitReadiness(hole, "ok");
  }

  @Test
  void aJobThatFailsEverywhereDrainsNobody() {
    NodeProcess one = nodes.start("one", UnaryOperator.identity());
    NodeProcess two = nodes.start("two", UnaryOperator.identity());
    long job =
        one.client()
            .submit(IntStream.range(0, 200).mapToObj(i -> "shell:5:0:0:exit 3 # " + i).toList());

    one.client().awaitJob(job);

    assertThat(one.client().count(job, "failed")).isEqualTo(200);
    assertThat(nodes.readiness(List.of(one.url(), two.url()))).isEqualTo(Set.of("ok"));
    assertThat(one.log() + two.log()).doesNotContain("drains itself");
  }

  // --- what is done

  private static List<String> lines(String command) {
    return IntStream.range(0, TASKS).mapToObj(i -> "shell:5:0:0:" + command + " # " + i).toList();
  }

  private static boolean run(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(words).inheritIO().start().waitFor() == 0;
  }

  private static boolean limitFiles(NodeProcess node, long soft)
      throws IOException, InterruptedException {
    return run("prlimit", "--pid", "" + node.pid(), "--nofile=" + soft + ":");
  }

  private static long openFiles(NodeProcess node) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + node.pid() + "/fd"))) {
      return files
          .mapToLong(file -> Long.parseLong(file.getFileName().toString()))
          .max()
          .orElseThrow();
    }
  }

  // --- what is seen

  private void awaitReadiness(NodeProcess node, String word) {
    Waiting.atMost(SOON, node.name() + " " + word)
        .until(() -> nodes.readiness(List.of(node.url())).equals(Set.of(word)));
  }

  private static void awaitLog(NodeProcess node, String text) {
    Waiting.atMost(SOON, text).until(() -> node.log().contains(text));
  }

  private static void assertFinishedHaveTheirOutput(TestClient client, long job) {
    client.tasks(job).stream()
        .filter(task -> task.getString("state").equals("finished"))
        .forEach(task -> assertThat(client.stdout(task.getString("id"))).hasSize(300_000));
  }

  private static void assertNothingCharged(TestClient client, long job) {
    assertThat(client.tasks(job))
        .allSatisfy(task -> assertThat(Nodes.outcomes(task)).isSubsetOf("returned", "succeeded"));
  }
}
