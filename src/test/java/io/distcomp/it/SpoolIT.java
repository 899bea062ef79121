package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Outcomes survive Redis being away and the end of their node meanwhile. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class SpoolIT {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int TASKS = 8;
  private static final String BYTES = "\\377\\000\\001";

  @RegisterExtension
  static final RedisServer REDIS = RedisServer.create().durability(RedisServer.Durability.ALWAYS);

  @TempDir Path folder;
  private Nodes nodes;
  private Ledger ledger;
  private Path gate;

  @BeforeEach
  void open() {
    nodes = new Nodes(REDIS);
    ledger = new Ledger(folder.resolve("ledger"));
    gate = folder.resolve("gate");
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void outcomesOfANodeThatIsKilledWhileRedisIsAwayAreRecordedByItsNextStart() throws IOException {
    NodeProcess node = nodes.start("node", SpoolIT::conf);
    long job = startAll(node);

    REDIS.kill();
    Files.createFile(gate);
    awaitOnDisk(node);
    node.kill();
    assertThat(startWithoutRedis(node).exitCode()).isEqualTo(69);
    assertThat(spooled(node)).isEqualTo(TASKS);
    REDIS.restart();
    node.startAgain();

    node.client().awaitJob(job, Duration.ofSeconds(10));
    assertAllRanOnce(node, job);
    assertThat(spooled(node)).isZero();
  }

  @Test
  void outcomesOfANodeThatIsToldToStopWhileRedisIsAwayAreRecordedByItsNextStart()
      throws IOException {
    NodeProcess node = nodes.start("node", SpoolIT::conf);
    long job = startAll(node);

    REDIS.kill();
    Files.createFile(gate);
    Waiting.atMost(START, "the end of all tasks")
        .until(() -> MarkedProcesses.ofNode(node.nodeId()).isEmpty());
    assertThat(node.stop()).isZero();
    assertThat(node.log()).contains(TASKS + " outcome(s) wait in");
    REDIS.restart();
    node.startAgain();

    node.client().awaitJob(job, Duration.ofSeconds(10));
    assertAllRanOnce(node, job);
  }

  /** One failure ends a task: had it run twice, its second outcome would be seen. */
  private static NodeProcessConf conf(NodeProcessConf conf) {
    return conf.with("max_task_per_worker", TASKS).with("max_retry_per_task", 1);
  }

  /** Each has its number in its command, or it would be the same task. */
  private long startAll(NodeProcess node) {
    String wait = "; until [ -e '" + gate + "' ]; do sleep 0.05; done; printf '" + BYTES + "'";
    List<String> lines =
        IntStream.range(0, TASKS)
            .mapToObj(
                i -> "shell:5:0:0:" + ledger.command() + wait + "; : " + i + "; exit " + i % 2)
            .toList();
    long job = node.client().submit(lines);
    Waiting.atMost(START, "all tasks running").until(() -> ledger.lines().size() == TASKS);
    return job;
  }

  private static NodeProcessHome.Ended startWithoutRedis(NodeProcess node) {
    return node.home().run("-conf", node.home().directory().resolve("conf.json").toString());
  }

  private static void awaitOnDisk(NodeProcess node) {
    Waiting.atMost(START, "the outcomes on disk").until(() -> spooled(node) >= TASKS);
  }

  /** Outcomes in the files of the spool, by what each task wrote. */
  private static long spooled(NodeProcess node) {
    Path outcomes = node.dataDir().resolve("outcomes");
    if (!Files.isDirectory(outcomes)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(outcomes)) {
      return files.mapToLong(SpoolIT::exitsIn).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long exitsIn(Path file) {
    try {
      String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
      return text.split("\u00ff\u0000\u0001", -1).length - 1L;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertAllRanOnce(NodeProcess node, long job) {
    assertThat(ledger.lines()).hasSize(TASKS);
    assertThat(ledger.repeated()).isEmpty();
    assertThat(node.client().tasks(job))
        .hasSize(TASKS)
        .allSatisfy(
            task -> {
              assertThat(Nodes.outcomes(task)).hasSize(1);
              assertThat(Set.of("succeeded", "failed")).containsAll(Nodes.outcomes(task));
              assertThat(node.client().stdout(task.getString("id")))
                  .containsExactly((byte) 0xff, 0, 1);
            });
  }
}
