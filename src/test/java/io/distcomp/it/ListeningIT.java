package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessLogs;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  /** A network with nothing in it but a loopback of its own, for the command that follows. */
  private static final List<String> OWN_NETWORK =
      List.of(
          "unshare",
          "--map-root-user",
          "--net",
          "sh",
          "-c",
          "ip link set lo up && exec \"$@\"",
          "sh");

  /** Its ports may be taken by another program of this machine, so it gets a network of its own. */
  @Test
  void theConfFileThatIsShippedListensOnTheDocumentedPortsAndNoOther() throws Exception {
    try (NodeProcessHome home = NodeProcessHome.create()) {
      home.write("conf.json", Files.readString(Path.of("conf.json")));
      File log = home.directory().resolve("node.log").toFile();
      ProcessBuilder builder = home.builder(List.of("-Xmx256m"), List.of("-conf", "conf.json"));
      builder.command().addAll(0, OWN_NETWORK);
      Process node = builder.redirectErrorStream(true).redirectOutput(log).start();
      try {
        Waiting.atMost(JOIN, "a node that is ready and in its cluster")
            .until(() -> said(log, " takes tasks") && said(log, "In the cluster at"));

        List<ListeningSockets.Listening> all = ListeningSockets.of(node.pid());

        assertThat(all).allMatch(one -> one.address().getHostAddress().equals("127.0.0.1"));
        assertThat(all)
            .extracting(one -> one.program() + " " + (isDocumented(one) ? one.port() : "any"))
            .containsExactlyInAnyOrder("java 8080", "redis-server 6400", "java 5701", "java any");
        assertThat(ListeningSockets.udpPorts(node.pid())).doesNotContain(MULTICAST);
        assertThat(said(log, "for a further node: \"redis_port\": 6400")).isTrue();
      } finally {
        node.destroy();
        assertThat(node.waitFor(JOIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static boolean isDocumented(ListeningSockets.Listening one) {
    return List.of(8080, 6400, 5701).contains(one.port());
  }

  private static boolean said(File log, String words) throws IOException {
    return Files.readString(log.toPath()).contains(words);
  }

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
