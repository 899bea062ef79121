package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node whose data_dir is full: its own Redis cannot write, and neither can the outcome spool. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class FullRedisDiskIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int TASKS = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"everysec", "always"})
  void aFullRedisDiskCostsNoTaskAnythingAndAllGoesOnWhenThereIsRoom(String fsync) throws Exception {
    assumeTrue(
        isDone("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", folder.toString()),
        "root may mount a tmpfs");
    try (NodeProcess node = NodeProcess.start(conf(fsync))) {
      TestClient client = node.client();
      long job = client.submit(lines());
      Waiting.atMost(SOON, "work in the middle").until(() -> client.count(job, "finished") > 5);

      Path ballast = fill();
      Waiting.atMost(SOON, "a node that says so").until(() -> !client.isReady());
      Waiting.atMost(SOON, "a submission that is refused").until(() -> submit(client) == 503);
      assertThat(node.isAlive()).isTrue();
      Files.delete(ballast);

      Waiting.atMost(SOON, "a node that is well again").until(client::isReady);
      client.awaitJob(job, SOON);
      assertThat(client.count(job, "finished")).isEqualTo(TASKS);
      assertThat(client.tasks(job))
          .allSatisfy(
              task ->
                  assertThat(Nodes.outcomes(task))
                      .as(task.encode())
                      .isSubsetOf("returned", "lost", "succeeded")
                      .containsOnlyOnce("succeeded"));
    } finally {
      assertThat(isDone("umount", folder.toString())).isTrue();
    }
  }

  private NodeProcessConf conf(String fsync) {
    return NodeProcessConf.of("full")
        .with("data_dir", folder.resolve("data").toString())
        .with("redis_appendfsync", fsync)
        .with("max_task_per_worker", 4);
  }

  private static List<String> lines() {
    return IntStream.range(0, TASKS)
        .mapToObj(i -> "shell:5:0:0:sleep 0.5; head -c 3000 /dev/zero | tr '\\0' x; echo " + i)
        .toList();
  }

  /** A file that takes all the room there is. */
  private Path fill() throws IOException {
    Path ballast = folder.resolve("ballast");
    byte[] piece = new byte[4096];
    Arrays.fill(piece, (byte) 'x');
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (folder.toFile().getUsableSpace() > 0) {
        out.write(piece);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
    return ballast;
  }

  private static int submit(TestClient client) {
    byte[] body = "shell:1:0:0:true".getBytes(StandardCharsets.UTF_8);
    return client.send("POST", "/jobs?format=lines", "text/plain", body).status();
  }

  private static boolean isDone(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
