package io.distcomp.it;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that die with eight long tasks, each with a grandchild in a session of its own. */
abstract class DeadNodeFixture {

  static final Duration START = Duration.ofSeconds(60);
  static final int TASKS = 8;

  /** A shell, its child, and the grandchild. */
  static final int PROCESSES_PER_TASK = 3;

  private static final Duration GONE = Duration.ofSeconds(2);

  @RegisterExtension
  static final RedisServer REDIS = RedisServer.create().durability(RedisServer.Durability.EVERYSEC);

  @TempDir Path folder;
  Nodes nodes;

  @BeforeEach
  void open() {
    nodes = new Nodes(REDIS);
  }

  @AfterEach
  void close() {
    nodes.close();
  }

  static void awaitProcesses(NodeProcess node, int least) {
    Waiting.atMost(START, least + " processes")
        .until(() -> MarkedProcesses.ofNode(node.nodeId()).size() >= least);
  }

  static void awaitNoProcess(NodeProcess dead) {
    long killed = System.nanoTime();
    Waiting.atMost(GONE, "the end of all processes of the dead node")
        .until(() -> MarkedProcesses.ofNode(dead.nodeId()).isEmpty());
    System.out.println(
        "the dead node's processes were gone after " + since(killed).toMillis() + " ms");
  }

  static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
