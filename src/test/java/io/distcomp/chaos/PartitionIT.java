package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.SecondMachine;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two nodes on two machines with a real network between them that loses every packet for a while:
 * Redis and the cluster are cut off alike. Left out, and said, where no namespace can be made.
 */
@Tag("chaos")
@Timeout(600)
@ExtendWith(NodeProcessLogs.class)
class PartitionIT {

  private static final int LEASE_SECONDS = 6;
  private static final int TASKS = 300;
  private static final Duration MEET = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofMinutes(3);

  /** Until the nodes talk to each other again. */
  private static final Duration REJOIN = Duration.ofSeconds(30);

  private static final Duration CUT = Duration.ofSeconds(20);
  private static final Duration FLAP = Duration.ofMillis(500);
  private static final int FLAPS = 30;

  private SecondMachine machine;
  private RedisServer redis;
  private NodeProcess here;
  private NodeProcess there;

  @BeforeEach
  void open() {
    assumeTrue(SecondMachine.isPossible(), "needs root, ip and iptables");
    machine = SecondMachine.create();
    redis = RedisServer.create().with("bind 127.0.0.1 " + machine.near()).with("protected-mode no");
    redis.start();
    here = NodeProcess.start(conf("here", "127.0.0.1", machine.near()));
    there =
        NodeProcess.start(
            conf("there", machine.near(), machine.far())
                .with("http_host", machine.far())
                .with("tags", List.of("there"))
                .launcher(machine.launcher()));
    awaitOutputOfTheOther(MEET);
  }

  private NodeProcessConf conf(String name, String redisHost, String ownAddress) {
    return NodeProcessConf.of(name)
        .redis("redis://" + redisHost + ":" + redis.port())
        .clustered()
        .with("cluster_host", ownAddress)
        .with("trusted_network", true)
        .with("lease_seconds", LEASE_SECONDS)
        .with("max_task_per_worker", 4)
        .with("output_inline_kb", 1);
  }

  @AfterEach
  void close() {
    if (machine == null) {
      return;
    }
    machine.mend();
    for (NodeProcess node : new NodeProcess[] {there, here}) {
      if (node != null) {
        node.close();
      }
    }
    redis.close();
    machine.close();
  }

  @Test
  void aMachineThatIsCutOffCostsNoTaskAndIsBackWhenTheNetworkIs() {
    long job = here.client().submit(tasks());
    awaitBothWork(job);

    machine.cut();
    Awaitility.await("the loss of the other node")
        .pollDelay(CUT)
        .atMost(END)
        .until(() -> "lost".equals(stateOfTheOther()));
    machine.mend();

    assertEachHasOneOutcome(job);
    awaitOutputOfTheOther(REJOIN);
  }

  @Test
  void aNetworkThatComesAndGoesCostsNoTask() {
    long job = here.client().submit(tasks());
    awaitBothWork(job);

    for (int i = 0; i < FLAPS; i++) {
      machine.cut();
      ChaosRig.last(FLAP);
      machine.mend();
      ChaosRig.last(FLAP);
    }

    assertEachHasOneOutcome(job);
    awaitOutputOfTheOther(REJOIN);
  }

  private static List<String> tasks() {
    return IntStream.range(0, TASKS)
        .mapToObj(i -> "shell:5:0:0:sleep 0." + (3 + i % 7) + "; echo " + i)
        .toList();
  }

  private void awaitBothWork(long job) {
    Awaitility.await("tasks on both nodes")
        .atMost(MEET)
        .until(() -> here.client().count(job, "in_progress") == 8);
  }

  private String stateOfTheOther() {
    return here.client().get("/nodes").getJsonArray("nodes").stream()
        .map(JsonObject.class::cast)
        .filter(node -> node.getString("name").equals("there"))
        .findFirst()
        .orElseThrow()
        .getString("state");
  }

  private void assertEachHasOneOutcome(long job) {
    here.client().awaitJob(job, END);
    assertThat(here.client().tasks(job))
        .hasSize(TASKS)
        .allSatisfy(
            task -> {
              List<String> outcomes =
                  task.getJsonArray("attempts").stream()
                      .map(attempt -> ((JsonObject) attempt).getString("outcome"))
                      .toList();
              assertThat(task.getString("state")).as(task.encode()).isEqualTo("finished");
              assertThat(outcomes).as(task.encode()).containsOnlyOnce("succeeded");
              assertThat(outcomes).as(task.encode()).isSubsetOf("succeeded", "lost", "returned");
            });
    assertThat(there.client().job(job)).isEqualTo(here.client().job(job));
  }

  /** More than what Redis keeps: only the bus can bring the whole of it. */
  private void awaitOutputOfTheOther(Duration limit) {
    JsonArray tasks =
        new JsonArray()
            .add(
                new JsonObject()
                    .put("command", "seq 1 5000")
                    .put("cpus", 0)
                    .put("tags", new JsonArray().add("there")));
    long asked = System.nanoTime();
    long job = TestClient.jobId(here.client().submit(new JsonObject().put("tasks", tasks)));
    Awaitility.await("the whole output of a task on the other node")
        .atMost(limit)
        .pollDelay(Duration.ZERO)
        .until(() -> isWhole(job));
    System.out.println("over the bus after " + (System.nanoTime() - asked) / 1_000_000 + " ms");
  }

  private boolean isWhole(long job) {
    TestClient.Answer answer =
        here.client().send("GET", "/tasks/" + job + ".1/stdout", "text/plain", new byte[0]);
    return answer.status() == 200
        && answer.response().headers().firstValue("X-DistComp-Partial").isEmpty()
        && answer.text().endsWith("\n5000\n");
  }
}
