package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.HookReceiver;
import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What whole nodes tell a real receiver and a real command of events. */
@Timeout(180)
@ExtendWith(NodeProcessLogs.class)
class HooksIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int JOBS = 20;
  private static final String HOSTILE = "$(touch pwned)`touch pwned`\";touch pwned;'";

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  @TempDir Path folder;
  private final HookReceiver receiver = new HookReceiver();
  private Nodes nodes;

  @BeforeEach
  void open() {
    nodes = new Nodes(REDIS);
  }

  @AfterEach
  void close() {
    nodes.close();
    receiver.close();
  }

  private NodeProcessConf told(NodeProcessConf conf) {
    return conf.with("hook_url", receiver.url());
  }

  private static void awaitNothingToTell() {
    Waiting.atMost(LIMIT, "that all events are told")
        .until(() -> REDIS.cli("ZCARD", "dc:{default}:happened").strip().equals("0"));
  }

  private void awaitEvents(String event, int count) {
    Waiting.atMost(LIMIT, count + " x " + event)
        .until(() -> receiver.events(event).size() >= count);
  }

  @Test
  void twoNodesTellTheEndOfEachJobOnceByUrlAndByCommand() throws Exception {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "s3cret\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path told = folder.resolve("told");
    Path variables = folder.resolve("variables");
    String command = "cat >>'" + told + "'; env | grep ^DISTCOMP_ >>'" + variables + "'";
    NodeProcess first = null;
    for (String name : List.of("first", "second")) {
      NodeProcess node =
          nodes.start(
              name,
              conf ->
                  told(conf)
                      .with("hook_secret_file", secret.toString())
                      .with("hook_command", command));
      first = first == null ? node : first;
    }
    awaitSomebodyIsTold();
    TestClient client = Objects.requireNonNull(first).client();
    for (int i = 1; i <= JOBS; i++) {
      client.submit(TestClient.job("echo " + i).put("name", HOSTILE + i));
    }
    awaitEvents("job_finished", JOBS);
    awaitNothingToTell();

    List<JsonObject> events = receiver.events("job_finished");
    assertThat(events).hasSize(JOBS).extracting(e -> e.getString("id")).doesNotHaveDuplicates();
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.getJsonObject("job").getString("state")).isEqualTo("finished");
              assertThat(event.getJsonObject("job").getString("name")).startsWith(HOSTILE);
              assertThat(event.getInteger("try")).isEqualTo(1);
              assertThat(event.getString("queue")).isEqualTo("default");
            });
    assertThat(receiver.heard())
        .allSatisfy(h -> assertThat(h.signature()).isEqualTo("sha256=" + hmac(h.body())));
    assertThat(Files.readAllLines(told))
        .as("the command got the same as the receiver")
        .containsExactlyInAnyOrderElementsOf(
            receiver.heard().stream().map(HookReceiver.Heard::body).toList());
    assertThat(Files.readString(variables))
        .contains("DISTCOMP_EVENT=job_finished", "DISTCOMP_JOB_ID=" + JOBS);
    assertThat(first.home().directory().resolve("pwned")).doesNotExist();
  }

  /** Events are noted from the first look of a node on that tells. */
  private static void awaitSomebodyIsTold() {
    Waiting.atMost(LIMIT, "a node that tells")
        .until(() -> REDIS.cli("EXISTS", "dc:{default}:hooks").strip().equals("1"));
  }

  private static String hmac(String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whenTheTellingNodeIsKilledAnotherTellsTheSameEvent() {
    List<NodeProcess> both = new ArrayList<>();
    for (String name : List.of("first", "second")) {
      both.add(nodes.start(name, conf -> told(conf).with("hook_timeout_seconds", 1)));
    }
    awaitSomebodyIsTold();
    receiver.hold();
    both.get(0).client().submit("shell:5:0:0:true");
    awaitEvents("job_finished", 1);
    String teller = receiver.events("job_finished").get(0).getString("told_by");

    both.stream().filter(node -> node.name().equals(teller)).forEach(NodeProcess::kill);
    receiver.release();
    awaitEvents("job_finished", 2);
    awaitEvents("node_lost", 1);
    awaitNothingToTell();

    List<JsonObject> twice = receiver.events("job_finished");
    assertThat(twice).hasSize(2);
    assertThat(twice.get(1).getString("id")).isEqualTo(twice.get(0).getString("id"));
    assertThat(twice.get(1).getString("told_by")).isNotEqualTo(teller);
    assertThat(twice.get(1).getInteger("try")).isEqualTo(2);
    assertThat(receiver.events("node_lost"))
        .singleElement()
        .satisfies(e -> assertThat(e.getJsonObject("node").getString("name")).isEqualTo(teller));
  }

  @Test
  void aHookThatHangsHoldsUpNoTaskAndIsKilledWithAllItStarted() throws IOException {
    NodeProcess node =
        nodes.start(
            "node",
            conf ->
                conf.with("hook_command", "sleep 987 & sleep 987")
                    .with("hook_timeout_seconds", 2)
                    .with("hook_events", new JsonArray().add("job_failing")));
    awaitSomebodyIsTold();
    long failing = node.client().submit("shell:9:0:0:1:sleep 100");
    assertThat(node.client().awaitJob(failing).getString("state")).isEqualTo("failed");
    Waiting.atMost(LIMIT, "the hook").until(() -> sleepers(node) == 2);
    List<String> work = IntStream.range(0, 200).mapToObj(i -> "shell:5:0:0:echo " + i).toList();
    long job = node.client().submit(work);
    assertThat(node.client().awaitJob(job).getString("state")).isEqualTo("finished");

    Waiting.atMost(LIMIT, "the end of the hook").until(() -> node.log().contains("was killed"));
    Waiting.atMost(LIMIT, "no process of it").until(() -> sleepers(node) == 0);
    assertThat(node.log()).contains("try 1 of 5: hook_command was killed: it took too long");
  }

  private static long sleepers(NodeProcess node) {
    return MarkedProcesses.ofNode(node.nodeId()).stream()
        .filter(pid -> commandLine(pid).startsWith("sleep 987"))
        .count();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void aQueueThatStandsStillIsTold() {
    NodeProcess node = nodes.start("node", conf -> told(conf).with("hook_stalled_seconds", 1));
    awaitSomebodyIsTold();
    node.client().post("/nodes/node/drain");
    node.client().submit("shell:5:0:0:true");

    awaitEvents("queue_stalled", 1);
    assertThat(receiver.events("queue_stalled").get(0).getString("text"))
        .startsWith("1 task waits, and since ");
  }
}
