package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A submission goes through a node and does not stay in it: a heap that could not hold the tasks is
 * enough for them, packed or not.
 */
@Timeout(300)
@ExtendWith(NodeProcessLogs.class)
class LargeSubmissionIT {

  private static final int TASKS = 400_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void aSmallHeapIsEnoughForManyTasks() throws IOException {
    NodeProcessConf conf = NodeProcessConf.of("small").jvm("-Xmx96m");
    try (NodeProcess node = NodeProcess.start(conf)) {
      byte[] lines = lines("plain");
      assertAccepted(node, lines, Map.of("Content-Type", "text/plain"));

      byte[] packed = packed(lines("packed"));
      assertAccepted(
          node, packed, Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip"));

      assertThat(node.client().get("/status").getJsonObject("counts").getLong("todo"))
          .isEqualTo(2L * TASKS);
      assertThat(node.log()).doesNotContain("OutOfMemory");
    }
  }

  private static void assertAccepted(NodeProcess node, byte[] body, Map<String, String> headers) {
    TestClient.Answer answer = node.client().post("/jobs?format=lines", body, headers, LIMIT);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /** They fit nowhere, so that nothing runs meanwhile. */
  private static byte[] lines(String word) {
    return IntStream.range(0, TASKS)
        .mapToObj(i -> "shell:5:500000:1:./simulate --" + word + " --seed " + i + " > /dev/null\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] packed(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text);
    }
    return bytes.toByteArray();
  }
}
