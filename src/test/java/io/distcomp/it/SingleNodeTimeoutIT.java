package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time limits, with both ways to start a command. */
@ExtendWith(NodeProcessLogs.class)
class SingleNodeTimeoutIT {

  @ParameterizedTest
  @CsvSource({"posix, posix_spawn", "jdk, ProcessBuilder"})
  void aTaskOverItsLimitEndsInTimeWithAllThatItStarted(String spawner, String inTheLog) {
    NodeProcessConf conf = NodeProcessConf.of("limits").jvm("-Ddistcomp.spawner=" + spawner);
    try (NodeProcess node = NodeProcess.start(conf)) {
      assertThat(node.log()).contains("commands started by " + inTheLog);
      TestClient client = node.client();
      long job =
          client.submit(
              line(1000), // the same three times: one of them is not held up by a busy machine
              line(2000),
              line(3000));
      Awaitility.await("all that the tasks start")
          .until(() -> SingleMarks.processesOf(node).size() >= 9);
      assertThat(client.awaitJob(job).getString("state")).isEqualTo("failed");
      assertThat(SingleMarks.processesOf(node)).isEmpty();

      List<JsonObject> tasks = client.tasks(job);
      assertThat(tasks).hasSize(3).allSatisfy(SingleNodeTimeoutIT::hasTimedOut);
      List<Duration> took = tasks.stream().map(SingleNodeTimeoutIT::took).toList();
      assertThat(took).allSatisfy(d -> assertThat(d).isGreaterThanOrEqualTo(Duration.ofSeconds(2)));
      assertThat(took).anySatisfy(d -> assertThat(d).isLessThan(Duration.ofMillis(2500)));
    }
  }

  private static String line(int seconds) {
    return "shell:1:0:0:2:sleep " + seconds + " & setsid sleep " + (seconds + 1) + " & wait";
  }

  private static void hasTimedOut(JsonObject task) {
    assertThat(task.getString("state")).isEqualTo("failed");
    assertThat(task.getJsonArray("attempts")).hasSize(1);
    assertThat(TestClient.lastAttempt(task).getString("outcome")).isEqualTo("timed_out");
    assertThat(TestClient.lastAttempt(task).getString("reason")).isEqualTo("after 2 s");
  }

  private static Duration took(JsonObject task) {
    JsonObject attempt = TestClient.lastAttempt(task);
    return Duration.between(
        Instant.parse(attempt.getString("started_at")),
        Instant.parse(attempt.getString("ended_at")));
  }
}
