package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Twenty tasks at once that write as fast as they can: the node stays small and answers others. */
@Timeout(240)
@ExtendWith(NodeProcessLogs.class)
class FloodIT {

  private static final int FLOODS = 20;
  private static final int SECONDS = 10;
  private static final int SAMPLES = 9;
  private static final long MIB = 1 << 20;
  private static final long CAP_MIB = 8;
  private static final long MARK_BYTES = 4096;
  private static final Duration NOISE = Duration.ofMillis(200);

  /** Lines, bytes that are no text, and a gigabyte without the end of a line. */
  private static final List<String> KINDS =
      List.of("yes", "cat /dev/zero", "head -c 1000000000 /dev/zero | tr '\\0' x");

  @Test
  void floodsCostNeitherMemoryNorDiskNorTheOthersTheirTurn() throws IOException {
    NodeProcessConf conf =
        NodeProcessConf.of("flooded").with("output_file_mb", CAP_MIB).jvm("-Xmx160m");
    try (NodeProcess node = NodeProcess.start(conf)) {
      TestClient client = node.client();
      median(client); // warm
      // As many processes that write nowhere: the machine is as busy, the node is not.
      long quiet = client.submit(lines(" > /dev/null"));
      Awaitility.await().until(() -> client.count(quiet, "in_progress") == FLOODS);
      Duration without = median(client);
      client.awaitJob(quiet);
      long before = residentBytes(node);

      long loud = client.submit(lines(""));
      Awaitility.await().until(() -> client.count(loud, "in_progress") == FLOODS);
      Duration with = median(client);
      long most = residentBytes(node);
      while (client.count(loud, "in_progress") > 0) {
        most = Math.max(most, residentBytes(node));
      }
      client.awaitJob(loud);

      long grown = most - before;
      System.out.printf(
          "C11: RSS %d MiB + %d MiB, latency %d ms, without floods %d ms, largest file %d bytes%n",
          before / MIB, grown / MIB, with.toMillis(), without.toMillis(), largest(node));
      assertThat(grown).as("growth of the node").isLessThanOrEqualTo(64 * MIB);
      assertThat(largest(node)).isBetween(CAP_MIB * MIB / 2, CAP_MIB * MIB + MARK_BYTES);
      assertThat(with).isLessThan(without.multipliedBy(2).plus(NOISE));
      assertThat(client.count(loud, "failed") + client.count(loud, "finished")).isEqualTo(FLOODS);
    }
  }

  private static List<String> lines(String where) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < FLOODS; i++) {
      String command = KINDS.get(i % KINDS.size());
      lines.add("shell:5:0:0:" + SECONDS + ":" + command + where + " # " + i);
    }
    return lines;
  }

  /** From a submission to the end of its task, as a client sees it. */
  private static Duration median(TestClient client) {
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      long from = System.nanoTime();
      client.awaitTask(client.submit("shell:9:0:0:true") + ".1", "finished");
      nanos.add(System.nanoTime() - from);
    }
    return Duration.ofNanos(nanos.stream().sorted().toList().get(SAMPLES / 2));
  }

  private static long residentBytes(NodeProcess node) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + node.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static long largest(NodeProcess node) throws IOException {
    try (Stream<Path> files = Files.walk(node.home().directory().resolve("results"))) {
      return files.mapToLong(file -> file.toFile().length()).max().orElse(0);
    }
  }
}
