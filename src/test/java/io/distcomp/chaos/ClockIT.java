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
import java.util.HashSet;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Redis' clock jumps by an hour, forth and back, while tasks run: no node loses its tasks by it.
 * Owners renew between the two looks at a lease that has expired.
 */
@Timeout(300)
@ExtendWith(NodeProcessLogs.class)
class ClockIT {

  private static final int TASKS = 600;
  private static final int JUMPS = 6;
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  @Test
  void aClockThatJumpsAnHourRepeatsNoTask() throws IOException {
    ClockedRedis.missing().ifPresent(ClockIT::skip);
    Path ledger = Files.createFile(folder.resolve("ledger"));
    try (ClockedRedis redis = ClockedRedis.start(folder);
        NodeProcess one = NodeProcess.start(conf("one", redis));
        NodeProcess two = NodeProcess.start(conf("two", redis))) {
      TestClient client = one.client();
      long job = client.submit(lines(ledger));
      for (int jump = 1; jump <= JUMPS; jump++) {
        awaitRuns(ledger, jump * TASKS / (JUMPS + 2));
        redis.shift(jump % 2 == 0 ? Duration.ZERO : jump % 4 == 1 ? HOUR : HOUR.negated());
        assertThat(Math.abs(redis.seconds() - System.currentTimeMillis() / 1000))
            .as("the jump took place")
            .isBetween(jump % 2 * 3590L, jump % 2 * 3600L + 10);
      }

      client.awaitJob(job, Duration.ofMinutes(3));

      assertThat(client.count(job, "finished")).isEqualTo(TASKS);
      List<String> runs = Files.readAllLines(ledger);
      assertThat(new HashSet<>(runs)).hasSize(TASKS);
      System.out.printf("C9: %d jumps, %d tasks, %d runs%n", JUMPS, TASKS, runs.size());
      assertThat(runs.size() - TASKS).as("runs that were repeated").isLessThanOrEqualTo(TASKS / 20);
      assertThat(two.isAlive()).isTrue();
    }
  }

  private static void skip(String why) {
    System.out.println("the test of Redis' clock is skipped: " + why);
    Assumptions.abort(why);
  }

  private static NodeProcessConf conf(String name, ClockedRedis redis) {
    return NodeProcessConf.of(name).redis(redis.url()).with("max_task_per_worker", 8);
  }

  private static List<String> lines(Path ledger) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      lines.add("shell:5:0:0:echo " + i + " >> " + ledger + "; sleep 0." + (1 + i % 5));
    }
    return lines;
  }

  private static void awaitRuns(Path ledger, int runs) {
    Awaitility.await(runs + " runs")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> Files.readAllLines(ledger).size() >= runs);
  }
}
