package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a node listens that was told nothing about addresses. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(NodeProcessLogs.class)
class ListeningIT {

  private static final Duration JOIN = Duration.ofSeconds(60);

  /** Where Hazelcast would look for others by itself. */
  private static final int MULTICAST = 54327;

  /** Any free ports, because other tests run beside this one; all else is the default. */
  @Test
  void aDefaultNodeListensOnFourLoopbackAddressesAndNoOther() {
    try (NodeProcess node = NodeProcess.start(NodeProcessConf.of("quiet").clustered())) {
      Waiting.atMost(JOIN, "a node in its cluster")
          .until(() -> node.client().get("/status").getString("cluster").equals("joined"));

      List<ListeningSockets.Listening> all = ListeningSockets.of(node.pid());

      assertThat(all).allMatch(one -> one.address().getHostAddress().equals("127.0.0.1"));
      // HTTP, members of the cluster, event bus; and the private Redis.
      assertThat(all)
          .extracting(ListeningSockets.Listening::program)
          .containsExactlyInAnyOrder("java", "java", "java", "redis-server");
      assertThat(all)
          .extracting(ListeningSockets.Listening::port)
          .contains(URI.create(node.url()).getPort())
          .doesNotHaveDuplicates();
      assertThat(ListeningSockets.udpPorts(node.pid())).doesNotContain(MULTICAST);
    }
  }

  @Test
  void aNodeWithoutAClusterListensOnTwo() {
    try (NodeProcess node = NodeProcess.start(NodeProcessConf.of("alone"))) {
      assertThat(ListeningSockets.of(node.pid()))
          .allMatch(one -> one.address().getHostAddress().equals("127.0.0.1"))
          .extracting(ListeningSockets.Listening::program)
          .containsExactlyInAnyOrder("java", "redis-server");
    }
  }
}
