package io.distcomp.cluster;

import static io.distcomp.cluster.TestNodes.await;
import static io.distcomp.cluster.TestNodes.awaitNodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.BuildInfoProvider;
import io.netty.util.Version;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the pinned versions of Hazelcast, Netty and Vert.x must do together. */
@Timeout(120)
class ClusterPinsTest {

  @TempDir Path directory;
  private RedisProcess redis;
  private TestNodes nodes;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.started(directory);
    nodes = new TestNodes(redis.url());
  }

  @AfterEach
  void stop() {
    nodes.close();
    redis.close();
  }

  @Test
  void thePinnedVersionsAreTheOnesOnTheClassPath() throws IOException {
    assertThat(BuildInfoProvider.getBuildInfo().getVersion()).isEqualTo("5.7.0");
    assertThat(Version.identify().get("netty-handler").artifactVersion()).isEqualTo("4.2.18.Final");
    assertThat(vertxVersion()).isEqualTo("5.0.7");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNodeListensOnTheMemberAndTheBusPortOnly() throws IOException {
    Set<String> before = listening();

    nodes.joined();

    Set<String> opened = listening();
    opened.removeAll(before);
    assertThat(opened).hasSize(2).allSatisfy(a -> assertThat(a).startsWith("0100007F:"));
    assertThat(opened).anySatisfy(a -> assertThat(a).endsWith(":" + hex(memberPort())));
  }

  @Test
  void aHazelcastClientIsRefused() {
    nodes.joined();
    HazelcastInstance member = Hazelcast.getAllHazelcastInstances().iterator().next();
    ClientConfig client = new ClientConfig().setClusterName(member.getConfig().getClusterName());
    client.getNetworkConfig().addAddress("127.0.0.1:" + memberPort());
    client
        .getConnectionStrategyConfig()
        .getConnectionRetryConfig()
        .setClusterConnectTimeoutMillis(3000);

    assertThatThrownBy(() -> HazelcastClient.newHazelcastClient(client))
        .isInstanceOf(IllegalStateException.class);
  }

  /** What the client protocol and the text protocols send first gets no answer of theirs. */
  @Test
  void noOtherProtocolIsAnsweredOnTheMemberPort() throws IOException {
    nodes.joined();

    for (String hello : List.of("CP2", "GET /hazelcast/health HTTP/1.0\r\n\r\n", "get x\r\n")) {
      assertThat(answerTo(hello)).as(hello).isIn("", "HZX");
    }
  }

  @Test
  void aPlainVertxApplicationMayJoinAndTalk() {
    ClusteredVertx node = nodes.joined();
    String cluster =
        Hazelcast.getAllHazelcastInstances().iterator().next().getConfig().getClusterName();
    Vertx guest = guest(cluster);
    try {
      awaitNodes(2, List.of(node));
      await(
          node.vertx()
              .eventBus()
              .<JsonObject>consumer("ask", m -> m.reply(new JsonObject().put("heard", m.body())))
              .completion());

      JsonObject question = new JsonObject().put("q", 1);
      assertThat(await(guest.eventBus().<JsonObject>request("ask", question)).body())
          .isEqualTo(new JsonObject().put("heard", question));
    } finally {
      await(guest.close());
    }
  }

  private static Vertx guest(String cluster) {
    Config config = new Config().setClusterName(cluster);
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.getNetworkConfig().setPort(memberPort() + 1);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
    config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
    config
        .getNetworkConfig()
        .getJoin()
        .getTcpIpConfig()
        .setEnabled(true)
        .addMember("127.0.0.1:" + memberPort());
    VertxOptions options = new VertxOptions();
    options.getEventBusOptions().setHost("127.0.0.1");
    return await(
        Vertx.builder()
            .with(options)
            .withClusterManager(new HazelcastClusterManager(config))
            .buildClustered());
  }

  private static int memberPort() {
    return Hazelcast.getAllHazelcastInstances().stream()
        .mapToInt(h -> h.getCluster().getLocalMember().getSocketAddress().getPort())
        .min()
        .orElseThrow();
  }

  private static String answerTo(String hello) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), memberPort()), 2000);
      socket.setSoTimeout(2000);
      socket.getOutputStream().write(hello.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[64];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, Math.max(length, 0), StandardCharsets.US_ASCII);
    } catch (SocketException | SocketTimeoutException nothing) {
      return "";
    }
  }

  private static String hex(int port) {
    return "%04X".formatted(port);
  }

  /** The local addresses, as the kernel writes them, that sockets of this process listen on. */
  private static Set<String> listening() throws IOException {
    Set<String> ours = socketInodes();
    Set<String> addresses = new HashSet<>();
    for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(table))) {
        String[] fields = line.strip().split(" +", -1);
        if (fields[3].equals("0A") && ours.contains(fields[9])) {
          addresses.add(fields[1].replaceFirst("^0000000000000000FFFF0000", ""));
        }
      }
    }
    return addresses;
  }

  private static Set<String> socketInodes() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(ClusterPinsTest::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring(8, target.length() - 1))
          .collect(Collectors.toSet());
    }
  }

  private static String target(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static String vertxVersion() throws IOException {
    try (var in = Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
