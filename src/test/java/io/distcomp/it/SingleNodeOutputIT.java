package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is recorded of commands that write much, write no text, or end badly. */
@ExtendWith(NodeProcessLogs.class)
class SingleNodeOutputIT {

  private static final int MB = 1 << 20;
  private static final int FILE_MB = 4;
  private static final int TAIL = 64 << 10;
  private static final long GIGABYTE = 1_000_000_000;

  private static NodeProcess node;
  private static TestClient client;

  @BeforeAll
  static void start() {
    node =
        NodeProcess.start(
            NodeProcessConf.of("outputs")
                .with("output_file_mb", FILE_MB)
                .with("max_retry_per_task", 1)
                // A heap of one size from the start: what grows beyond it is not Java's habit.
                .jvm("-Xms160m")
                .jvm("-Xmx160m")
                .jvm("-XX:+AlwaysPreTouch"));
    client = node.client();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aGigabyteOfOutputIsCutAtTheLimitAndTheNodeStaysFlat() throws IOException {
    ended("echo warm; echo up >&2");
    long before = memory("VmRSS");
    long job = client.submit("shell:1:0:0:head -c 1000000000 /dev/zero | tr '\\0' x");
    JsonObject ended = client.awaitJob(job, Duration.ofMinutes(3));
    long growth = memory("VmHWM") - before;

    assertThat(ended.getString("state")).isEqualTo("finished");
    assertThat(growth).as("bytes beyond the %s of before", before).isLessThan(120L * MB);
    byte[] out = client.stdout(job + ".1");
    long missing = GIGABYTE - (long) FILE_MB * MB - TAIL;
    String mark = "\n[distcomp: " + missing + " bytes beyond the size limit were not kept]\n";
    assertThat(out).hasSize(FILE_MB * MB + mark.length() + TAIL);
    assertThat(Arrays.copyOf(out, FILE_MB * MB)).containsOnly('x');
    assertThat(text(Arrays.copyOfRange(out, FILE_MB * MB, FILE_MB * MB + mark.length())))
        .isEqualTo(mark);
    assertThat(Arrays.copyOfRange(out, out.length - TAIL, out.length)).containsOnly('x');
  }

  @Test
  void bytesThatAreNotUtf8ComeBackExactly() {
    JsonObject task = ended("printf '\\377\\000\\376\\200abc\\n'; printf '\\355\\240\\200' >&2");
    assertThat(task.getString("state")).isEqualTo("finished");
    assertThat(client.stdout(task.getString("id")))
        .containsExactly(0xff, 0x00, 0xfe, 0x80, 'a', 'b', 'c', '\n');
    assertThat(client.stderr(task.getString("id"))).containsExactly(0xed, 0xa0, 0x80);
  }

  @Test
  void aLargeBinaryOutputComesBackExactlyFromItsFile() throws IOException {
    Path copy = node.home().directory().resolve("random.bin");
    JsonObject task = ended("head -c 3000001 /dev/urandom | tee " + copy);
    assertThat(client.stdout(task.getString("id"))).isEqualTo(Files.readAllBytes(copy));
  }

  @Test
  void anExitCodeIsRecorded() {
    JsonObject attempt = failed("echo why >&2; exit 3");
    assertThat(attempt.getInteger("exit_code")).isEqualTo(3);
    assertThat(attempt.getValue("signal")).isNull();
  }

  @Test
  void theSignalThatKilledACommandIsRecorded() {
    JsonObject attempt = failed("kill -SEGV $$");
    assertThat(attempt.getInteger("signal")).isEqualTo(11);
    assertThat(attempt.getValue("exit_code")).isNull();
  }

  @Test
  void aCommandThatDoesNotExistEndsWith127AndSaysSo() {
    JsonObject task = ended("no-such-command-anywhere 1 2");
    assertThat(task.getString("state")).isEqualTo("failed");
    assertThat(TestClient.lastAttempt(task).getInteger("exit_code")).isEqualTo(127);
    assertThat(text(client.stderr(task.getString("id"))))
        .contains("no-such-command-anywhere", "not found");
  }

  @Test
  void aBackgroundChildThatIsLeftIsKilledAndNoted() {
    JsonObject task = ended("sleep 300 & echo hi");
    assertThat(task.getString("state")).isEqualTo("finished");
    assertThat(TestClient.lastAttempt(task).getBoolean("background_killed")).isTrue();
    assertThat(client.stdoutText(task.getString("id"))).isEqualTo("hi\n");
    assertThat(SingleMarks.processesOf(node)).isEmpty();
  }

  @Test
  void aChildThatLeftTheGroupIsSweptLater() {
    JsonObject task = ended("setsid sleep 300 > /dev/null 2>&1 & echo hi");
    assertThat(task.getString("state")).isEqualTo("finished");
    Awaitility.await("the sweep, every 10 s")
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> assertThat(SingleMarks.processesOf(node)).isEmpty());
  }

  private static JsonObject ended(String command) {
    long job = client.submit("shell:1:0:0:" + command);
    client.awaitJob(job);
    return client.task(job + ".1");
  }

  /** Its only attempt. */
  private static JsonObject failed(String command) {
    JsonObject task = ended(command);
    assertThat(task.getString("state")).isEqualTo("failed");
    assertThat(task.getJsonArray("attempts")).hasSize(1);
    assertThat(TestClient.lastAttempt(task).getString("outcome")).isEqualTo("failed");
    return TestClient.lastAttempt(task);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** One figure of the node's memory, in bytes. */
  private static long memory(String figure) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")).stream()
        .filter(line -> line.startsWith(figure + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
