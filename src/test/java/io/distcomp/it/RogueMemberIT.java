package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Somebody who reaches the ports of the cluster but not Redis, and so does not know the cluster's
 * name: he becomes no member, and the node works on.
 */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class RogueMemberIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int TWO_GIGABYTES = Integer.MAX_VALUE;

  private static RedisServer redis;
  private static Nodes nodes;
  private static NodeProcess node;
  private static TestClient client;
  private Map<String, String> before;

  @BeforeAll
  static void start() {
    redis = RedisServer.create().start();
    nodes = new Nodes(redis);
    node = nodes.start("node", conf -> conf.clustered());
    client = node.client();
    Waiting.atMost(LIMIT, "a node in its cluster").until(() -> isJoined() && !members().isEmpty());
  }

  @AfterAll
  static void stop() {
    nodes.close();
    redis.close();
  }

  @BeforeEach
  void look() {
    before = RedisSnapshot.of(redis);
  }

  @AfterEach
  void theNodeWorksOnAndNothingIsStored() {
    assertThat(RedisSnapshot.of(redis)).isEqualTo(before);
    assertThat(isJoined()).isTrue();
    assertThat(client.isReady()).isTrue();
    assertThat(node.log()).doesNotContain("OutOfMemory");
  }

  private static boolean isJoined() {
    return client.get("/status").getString("cluster").equals("joined");
  }

  @Test
  void aMemberOfAnotherClusterNameStaysAlone() {
    for (String name : List.of("dev", "distcomp", "default")) {
      HazelcastInstance rogue = Hazelcast.newHazelcastInstance(stranger(name));
      try {
        assertThat(rogue.getCluster().getMembers()).hasSize(1);
        rogue.getMap("__vertx.subs").put("distcomp.submit", "me");
        assertThat(rogue.getMap("__vertx.nodeInfo").size()).isZero();
      } finally {
        rogue.getLifecycleService().terminate();
      }
    }
  }

  private static Config stranger(String name) {
    Config config = new Config().setClusterName(name);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.max.join.seconds", "5");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.socket.server.bind.any", "false");
    config
        .getNetworkConfig()
        .setPort(5791)
        .getInterfaces()
        .setEnabled(true)
        .addInterface("127.0.0.1");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:" + memberPort());
    return config;
  }

  @Test
  void aClientIsRefusedWhateverNameItKnows() {
    for (String name : List.of("dev", redis.cli("GET", "dc:{default}:members-cluster"))) {
      ClientConfig config = new ClientConfig().setClusterName(name);
      config.setProperty("hazelcast.logging.type", "none");
      config.getNetworkConfig().addAddress("127.0.0.1:" + memberPort());
      config
          .getConnectionStrategyConfig()
          .getConnectionRetryConfig()
          .setClusterConnectTimeoutMillis(3000);
      assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(config))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** HTTP, noise, and a length of two gigabytes whose bytes never come. */
  @Test
  void bytesThatAreNoProtocolEndTheirConnectionOnly() throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    byte[] noise = new byte[1 << 20];
    new Random(seed).nextBytes(noise);
    List<byte[]> openings =
        List.of(
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            noise,
            ByteBuffer.allocate(4096).putInt(TWO_GIGABYTES).array(),
            ByteBuffer.allocate(4096).putInt(-1).array(),
            "HZC".getBytes(StandardCharsets.US_ASCII),
            "CP2".getBytes(StandardCharsets.US_ASCII));
    List<Integer> ports =
        ListeningSockets.of(node.pid()).stream()
            .map(ListeningSockets.Listening::port)
            .filter(port -> port != URI.create(node.url()).getPort())
            .toList();
    assertThat(ports).hasSize(2).contains(memberPort());
    for (int port : ports) {
      for (byte[] opening : openings) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          socket.getOutputStream().write(opening);
        } catch (IOException cut) {
          assertThat(cut).hasMessageMatching("(?i).*(reset|broken pipe|closed|aborted).*");
        }
        assertThat(client.isReady()).isTrue();
      }
    }
  }

  private static int memberPort() {
    String member = members();
    return Integer.parseInt(member.substring(member.lastIndexOf(':') + 1));
  }

  private static String members() {
    return redis.cli("ZRANGE", "dc:{default}:members", "0", "0");
  }
}
