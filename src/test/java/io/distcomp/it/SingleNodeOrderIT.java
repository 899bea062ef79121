package io.distcomp.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which task is next, in long queues. */
@ExtendWith(NodeProcessLogs.class)
class SingleNodeOrderIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int UNFIT = 50_000;
  private static final int FIT = 15_000;

  private record Started(String id, int priority) {}

  @Test
  void tenThousandTasksOfMixedPriorityStartInExactOrder() throws IOException {
    NodeProcessConf conf = NodeProcessConf.of("order").with("max_task_per_worker", 1);
    try (NodeProcess node = NodeProcess.start(conf)) {
      Path gate = node.home().directory().resolve("gate");
      Path order = node.home().directory().resolve("order.txt");
      TestClient client = node.client();
      long guard = client.submit("shell:9999:0:0:while [ ! -e " + gate + " ]; do sleep 0.1; done");
      client.awaitTask(guard + ".1", "in_progress");

      List<Started> expected = new ArrayList<>();
      long seed = System.nanoTime();
      Random random = new Random(seed);
      for (int job = 0; job < 2; job++) {
        int[] priorities = random.ints(5000, 0, 12).map(SingleNodeOrderIT::priority).toArray();
        expected.addAll(submitted(client, priorities, order));
      }
      expected.sort(Comparator.comparingInt(Started::priority).reversed());
      Files.createFile(gate);
      long last = guard + 2;
      assertThat(client.awaitJob(last - 1, LONG).getString("state")).isEqualTo("finished");
      assertThat(client.awaitJob(last, LONG).getString("state")).isEqualTo("finished");

      assertThat(Files.readAllLines(order))
          .as("seed %d", seed)
          .isEqualTo(expected.stream().map(Started::id).toList());
    }
  }

  /** Neighbours, and both ends. */
  private static int priority(int draw) {
    return draw == 11 ? 9999 : draw;
  }

  private static List<Started> submitted(TestClient client, int[] priorities, Path order) {
    long job =
        client.submit(
            IntStream.range(0, priorities.length)
                .mapToObj(i -> orderLine(priorities[i], i, order))
                .toList());
    return IntStream.range(0, priorities.length)
        .mapToObj(i -> new Started(job + "." + (i + 1), priorities[i]))
        .toList();
  }

  private static String orderLine(int priority, int i, Path order) {
    return "shell:" + priority + ":0:0:echo $DISTCOMP_TASK_ID >> " + order + " # " + i;
  }

  @Test
  void tasksThatFitNowhereAtTheHeadOfTheQueueHoldUpNobody() {
    try (NodeProcess node = NodeProcess.start(NodeProcessConf.of("unfit").jvm("-Xmx512m"))) {
      TestClient client = node.client();
      Duration alone = timed(client, runnable("alone").toList());
      Stream<String> unfit =
          IntStream.range(0, UNFIT)
              // Five hundred placement classes of them.
              .mapToObj(i -> "shell:9999:" + (100_000 + i % 500) + ":0:echo " + i);
      Duration behind = timed(client, Stream.concat(unfit, runnable("behind")).toList());

      long job = client.jobs().getJsonObject(0).getLong("id");
      JsonObject counts = client.job(job).getJsonObject("counts");
      assertThat(counts.getInteger("todo")).isEqualTo(UNFIT);
      assertThat(counts.getInteger("finished")).isEqualTo(FIT);
      System.out.println(
          FIT + " tasks alone: " + alone + ", behind " + UNFIT + " that fit nowhere: " + behind);
      assertThat(behind).isLessThan(alone.multipliedBy(3));
    }
  }

  /** {@code demo} starts no shell. */
  private static Stream<String> runnable(String text) {
    return IntStream.range(0, FIT).mapToObj(i -> "demo:1:0:0:" + text + " " + i);
  }

  /** From the answer to the submission until those that can have finished. */
  private static Duration timed(TestClient client, List<String> lines) {
    long job = client.submit(lines);
    long start = System.nanoTime();
    Awaitility.await("job " + job)
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> client.count(job, "finished") == FIT);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
