package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.Certificates;
import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.NodeProcessHome.Ended;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node with TLS to its users and to its Redis, and the command line that trusts it. */
@Timeout(180)
class TlsIT {

  private static final String PASSWORD = "unusual-and-long";

  @TempDir Path ours;
  @TempDir Path foreign;
  @TempDir Path wrongName;
  private Certificates certificates;
  private RedisServer redis;
  private NodeProcessHome home;
  private Process node;

  @BeforeEach
  void start() throws IOException {
    certificates = Certificates.ofLoopback(ours);
    home = NodeProcessHome.create();
  }

  @AfterEach
  void stop() throws Exception {
    if (node != null) {
      node.destroy();
      if (!node.waitFor(60, TimeUnit.SECONDS)) {
        node.destroyForcibly();
      }
    }
    if (redis != null) {
      redis.close();
    }
    home.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String startRedis(Certificates shown) throws IOException {
    int port = freePort();
    redis = shown.on(RedisServer.create().password(PASSWORD), port).start();
    return "rediss://:" + PASSWORD + "@127.0.0.1:" + port;
  }

  private JsonObject conf(String redisUrl) {
    return new JsonObject()
        .put("node_name", "secure")
        .put("redis_host", redisUrl)
        .put("redis_tls_ca_file", certificates.authority().toString())
        .put("http_port", 0)
        .put("http_tls_cert_file", certificates.certificate().toString())
        .put("http_tls_key_file", certificates.key().toString())
        .put("cluster_enabled", false)
        .put("min_dram_gb_accept_new_task", 0.2)
        .put("min_dram_gb_trigger_return", 0.1);
  }

  private File log() {
    return home.directory().resolve("node.log").toFile();
  }

  private void startNode(JsonObject conf) throws IOException {
    Path file = home.write("conf.json", conf.encode());
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    node =
        home.builder(List.of("-Xmx256m"), List.of("-conf", file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log())
            .start();
  }

  private JsonObject entry() {
    Path file = home.directory().resolve(".distcomp/nodes/secure.json");
    Awaitility.await("the node's entry")
        .atMost(60, TimeUnit.SECONDS)
        .failFast(
            "the node ended",
            () -> {
              if (!node.isAlive()) {
                throw new AssertionError(Files.readString(log().toPath()));
              }
            })
        .until(() -> Files.exists(file));
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private int exitCode() throws Exception {
    assertThat(node.waitFor(90, TimeUnit.SECONDS)).as("the node ends").isTrue();
    return node.exitValue();
  }

  @Test
  void aTaskRunsAndItsUserComesInWithTheRightAuthorityAlone() throws Exception {
    startNode(conf(startRedis(certificates)));
    String url = entry().getString("url");
    assertThat(url).startsWith("https://127.0.0.1:");
    String authority = certificates.authority().toString();
    Path tasks = home.write("tasks.txt", "shell:5:0:0:echo through TLS\n");

    Ended submitted =
        home.run("submit", tasks.toString(), "--wait", "--ca-file", authority, "--url", url);
    assertThat(submitted.exitCode()).as(submitted.err()).isZero();
    Ended log = home.run("log", "1.1", "--ca-file", authority, "--url", url);
    assertThat(log.out()).contains("through TLS");

    Ended untrusting = home.run("status", "--url", url);
    assertThat(untrusting.exitCode()).as(untrusting.err()).isEqualTo(69);
    String other = Certificates.ofLoopback(foreign).authority().toString();
    Ended deceived = home.run("status", "--ca-file", other, "--url", url);
    assertThat(deceived.exitCode()).as(deceived.err()).isEqualTo(69);
    Ended plain = home.run("status", "--url", url.replace("https:", "http:"));
    assertThat(plain.exitCode()).as(plain.err()).isEqualTo(69);
    assertThat(headers(url, authority)).contains("strict-transport-security: max-age=31536000");
    assertThat(Files.readString(log().toPath())).doesNotContain("unencrypted", PASSWORD);
  }

  private static String headers(String url, String authority) throws Exception {
    Process curl =
        new ProcessBuilder("curl", "-sS", "-i", "--cacert", authority, url + "/health/ready")
            .redirectErrorStream(true)
            .start();
    String text =
        new String(curl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(curl.waitFor()).as(text).isZero();
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  @Test
  void aRedisThatAnotherAuthorityVouchesForIsNotUsed() throws Exception {
    startNode(conf(startRedis(Certificates.ofLoopback(foreign))));
    assertThat(exitCode()).as(Files.readString(log().toPath())).isEqualTo(69);
    assertThat(redis.cli("KEYS", "*")).isEmpty();
  }

  /** Signed by the right authority, for a server of another name. */
  @Test
  void aRedisWithTheCertificateOfAnotherServerIsNotUsed() throws Exception {
    Certificates other = Certificates.of(wrongName, "DNS:other.example");
    JsonObject conf =
        conf(startRedis(other)).put("redis_tls_ca_file", other.authority().toString());
    startNode(conf);
    assertThat(exitCode()).as(Files.readString(log().toPath())).isEqualTo(69);
    assertThat(redis.cli("KEYS", "*")).isEmpty();
  }

  @Test
  void aKeyThatIsNoKeyEndsTheStart() throws Exception {
    Path broken = home.write("broken.pem", "no key");
    Files.setPosixFilePermissions(
        broken, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    startNode(conf(startRedis(certificates)).put("http_tls_key_file", broken.toString()));
    assertThat(exitCode()).as(Files.readString(log().toPath())).isEqualTo(78);
  }

  @Test
  void aTokenFileThatOthersReadEndsTheStart() throws Exception {
    Path token = home.write("token", "t".repeat(43));
    Files.setPosixFilePermissions(
        token, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    startNode(conf(startRedis(certificates)).put("http_token_file", token.toString()));
    assertThat(exitCode()).as(Files.readString(log().toPath())).isEqualTo(78);
    assertThat(Files.readString(log().toPath())).contains("http_token_file", "chmod 600");
  }

  @Test
  void theListOfWhatIsInTheJarIsInTheJar() throws Exception {
    JsonObject list;
    try (java.util.zip.ZipFile jar =
        new java.util.zip.ZipFile(System.getProperty("distcomp.jar"))) {
      list =
          new JsonObject(
              io.vertx.core.buffer.Buffer.buffer(
                  jar.getInputStream(jar.getEntry("META-INF/sbom/distcomp.cdx.json"))
                      .readAllBytes()));
    }
    assertThat(list.getString("bomFormat")).isEqualTo("CycloneDX");
    JsonArray components = list.getJsonArray("components");
    assertThat(components.stream().map(c -> ((JsonObject) c).getString("purl")))
        .anyMatch(purl -> purl.startsWith("pkg:maven/com.hazelcast/hazelcast@5.7.0"))
        .anyMatch(purl -> purl.startsWith("pkg:maven/io.netty/netty-common@4.2.18.Final"))
        .anyMatch(purl -> purl.startsWith("pkg:maven/io.vertx/vertx-core@5.0.7"))
        .noneMatch(purl -> purl.contains("junit") || purl.contains("playwright"));
  }
}
