package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.process.ProcessListener;
import io.distcomp.queue.QueueStatus;
import io.distcomp.queue.TaskQueue.Restarted;
import io.distcomp.task.CapturedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What becomes of outcomes that Redis does not take, or forgets. */
class NodeWithoutRedisTest extends NodeFixture {

  private Path folder() {
    return directory.resolve("outcomes");
  }

  private long spooled() {
    return node.health().spooled().outcomes();
  }

  private void endAllThatRun() {
    script.running.values().forEach(listener -> listener.onExit(exit(0)));
    script.running.clear();
  }

  @Test
  void nothingIsWrittenWhileRedisAnswers() {
    await(node.start());
    submit(300);
    until("all finished", () -> counts().finished() == 300);
    await(node.stop());

    assertThat(folder()).doesNotExist();
  }

  @Test
  void outcomesWaitOnDiskAndAreRecordedOnceWhenRedisTakesThem() throws IOException {
    await(node.start());
    commitsFail = true;
    submit(3000);
    until("outcomes go to the disk", () -> spooled() >= 990);
    commitsFail = false;

    until("all finished", () -> counts().finished() == 3000);
    until("nothing waits", () -> node.health().spooled().bytes() == 0);
    await(node.stop());

    assertThat(script.starts).hasValue(3000);
    QueueStatus status = await(queue.status());
    assertThat(status.committed()).isEqualTo(3000);
    assertThat(status.stale()).isZero();
    try (Stream<Path> files = Files.list(folder())) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void outputThatWaitsOnDiskTakesNoMemory() {
    CapturedStream stream = new CapturedStream(new byte[1 << 20], new byte[0], 1 << 20, null, 0);
    script.onStart =
        (command, listener) -> {
          listener.onStarted(new Child(() -> {}));
          listener.onExit(
              new ProcessListener.Exit(0, null, null, null, false, stream, stream, null));
        };
    await(node.start());
    commitsFail = true;
    submit(100);

    until("more than memory may hold is on disk", () -> spooled() == 100);
    assertThat(node.health().spooled().bytes()).isGreaterThan(200L << 20);
    commitsFail = false;

    until("all finished", () -> counts().finished() == 100);
    await(node.stop());
    assertThat(script.starts).hasValue(100);
  }

  @Test
  void whenTheDiskDoesNotTakeThemEitherNoTaskIsStarted() throws IOException {
    Files.createFile(folder());
    await(node.start());
    commitsFail = true;
    submit(500);
    until("some ran", () -> script.starts.get() >= SLOTS);
    Awaitility.await("and then no more")
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> script.starts.get() <= 200 && spooled() == 0);

    Files.delete(folder());
    until("there is room: tasks run again", () -> script.starts.get() == 500);
    commitsFail = false;

    until("all finished", () -> counts().finished() == 500);
    await(node.stop());
  }

  @Test
  void aStopWithoutRedisLeavesOutcomesToTheNextStart() {
    script.onStart = script::hang;
    await(node.start());
    submit(SLOTS);
    until("all run", () -> script.running.size() == SLOTS);
    REDIS.kill();
    until("it notices", () -> node.health().redisIsAway());
    endAllThatRun();

    long asked = System.nanoTime();
    assertThat(node.stop().toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20)); // it cannot give up its lease
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(8));
    assertThat(folder()).isNotEmptyDirectory();
  }

  @Test
  void whatAnEarlierStartLeftIsRecordedBeforeTheNodeRegisters() {
    await(node.start());
    commitsFail = true;
    submit(3);
    until("all ran", () -> spooled() == 3);
    await(node.stop());
    assertThat(counts().finished()).isZero();

    node = newStart();
    assertThatThrownBy(() -> await(node.recordLeft())).hasMessageContaining("they stay there");
    commitsFail = false;
    node = newStart();
    await(node.recordLeft());
    assertThat(counts().finished()).isEqualTo(3);

    await(node.start());
    await(node.stop());
    assertThat(script.starts).hasValue(3);
  }

  @Test
  void aStopDuringAFrozenCommitWaitsNotForLong() {
    script.onStart = script::hang;
    await(node.start());
    submit(SLOTS);
    until("all run", () -> script.running.size() == SLOTS);
    REDIS.freeze();
    endAllThatRun();

    var stop = node.stop();
    until("they are on the disk", () -> spooled() == SLOTS);
    REDIS.thaw();
    await(stop.otherwiseEmpty());

    node = newStart();
    await(node.recordLeft());
    assertThat(counts().finished()).isEqualTo(SLOTS);
    assertThat(await(queue.status()).stale()).isZero();
  }

  @Test
  void whatARestartedRedisHasLostIsRecordedOnceMore() {
    script.onStart = script::hang;
    await(node.start());
    submit(SLOTS);
    until("all run", () -> script.running.size() == SLOTS);
    String kept = REDIS.cli("HGET", "dc:{test}:rec:1:0", "1");
    endAllThatRun();
    until("all finished", () -> counts().finished() == SLOTS);

    loseOneCommit(kept);
    onRestart.forEach(handler -> handler.accept(new Restarted(Duration.ofSeconds(10))));

    until("it is recorded again", () -> counts().finished() == SLOTS);
    until("the others were", () -> await(queue.status()).already() == SLOTS - 1);
    await(node.stop());
    assertThat(script.starts).hasValue(SLOTS);
  }

  /** Task 1 as if its outcome had never come. */
  private void loseOneCommit(String record) {
    REDIS.cli("HSET", "dc:{test}:rec:1:0", "1", record);
    for (String key : new String[] {"dc:{test}:counts", "dc:{test}:job:1"}) {
      REDIS.cli("HINCRBY", key, "finished", "-1");
      REDIS.cli("HINCRBY", key, "in_progress", "1");
    }
  }

  @Test
  void aRedisThatLosesNothingIsAskedForNothing() {
    await(node.start());
    submit(50);
    until("all finished", () -> counts().finished() == 50);

    onRestart.forEach(handler -> handler.accept(new Restarted(Duration.ZERO)));
    submit(60);
    until("all finished", () -> counts().finished() == 60);
    onRestart.forEach(handler -> handler.accept(new Restarted(Duration.ZERO)));
    await(node.stop());

    assertThat(await(queue.status()).already()).isZero();
  }
}
