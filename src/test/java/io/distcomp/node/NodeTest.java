package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.process.ProcessListener;
import io.distcomp.task.TaskCounts;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The verticles together, on a real queue. */
class NodeTest extends NodeFixture {

  @Test
  void tasksRunAndAreRecorded() {
    await(node.start());
    submit(500);

    until("all finished", () -> counts().finished() == 500);
    await(node.stop());

    assertThat(script.starts).hasValue(500);
  }

  @Test
  void aNodeThatCouldNotRecordForLongTakesTasksAgain() {
    await(node.start());
    commitsFail = true;
    submit(3000);
    until("outcomes pile up to the bound", () -> script.starts.get() >= 1000);
    Awaitility.await("and no further")
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> script.starts.get() <= 1000 + SLOTS);

    commitsFail = false;

    until("all finished", () -> counts().finished() == 3000);
    await(node.stop());
  }

  @Test
  void aSpawnerThatThrowsCostsNoSlot() {
    script.onStart =
        (command, listener) -> {
          throw new IllegalArgumentException("no such thing");
        };
    await(node.start());
    submit(20);

    until("all failed", () -> counts().failed() == 20);
    await(node.stop());
  }

  @Test
  void aNodeThatCannotForkDoesNotUseUpTheReturnsOfTheQueue() {
    script.onStart =
        (command, listener) -> listener.onRefused(new ProcessListener.Refusal(true, "EAGAIN"));
    await(node.start());
    submit(50);
    until("it has tried", () -> script.starts.get() > SLOTS);

    Awaitility.await("it tries again seldom")
        .during(Duration.ofSeconds(3))
        .atMost(SOON)
        .until(() -> script.starts.get() <= 5 * SLOTS && counts().failed() == 0);
    script.onStart = Script::succeed;

    until("all finished", () -> counts().finished() == 50);
    await(node.stop());
  }

  @Test
  void aStopGivesBackWhatRunsWithoutCountingAnything() {
    script.onStart = script::hang;
    await(node.start());
    submit(20);
    until("all slots are taken", () -> script.running.size() == SLOTS);

    await(node.stop());

    TaskCounts counts = counts();
    assertThat(counts.inProgress()).isZero();
    assertThat(counts.todo() + counts.waiting()).isEqualTo(20);
    assertThat(REDIS.cli("ZCARD", "dc:{test}:leases")).isEqualTo("0");
    assertThat(script.running).isEmpty();
  }

  @Test
  void aHurriedStopWaitsForNothing() {
    script.onStart = script::hang;
    await(node.start());
    submit(20);
    until("all slots are taken", () -> script.running.size() == SLOTS);

    node.hurry();
    until("all are killed", script.running::isEmpty);
    await(node.stop());

    assertThat(counts().inProgress()).isZero();
    assertThat(counts().todo()).isEqualTo(20);
  }

  @Test
  void whatTheSpawnerSaysAfterTheStopHarmsNobody() {
    List<ProcessListener> late = new java.util.concurrent.CopyOnWriteArrayList<>();
    script.onStart =
        (command, listener) -> {
          late.add(listener);
          script.hang(command, listener);
        };
    await(node.start());
    submit(4);
    until("all slots are taken", () -> script.running.size() == SLOTS);
    await(node.stop());

    late.forEach(listener -> listener.onExit(exit(0)));

    assertThat(counts().finished()).isZero();
    assertThat(counts().todo()).isEqualTo(4);
  }

  @Test
  void aNodeLivesThroughAFrozenRedis() {
    await(node.start());
    submit(2000);
    until("it works", () -> counts().finished() > 50);

    REDIS.freeze();
    until("it notices", () -> node.health().redisIsAway());
    REDIS.thaw();

    until("all finished", () -> counts().finished() == 2000);
    await(node.stop());
    assertThat(await(queue.status()).stale()).isZero();
  }
}
