package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Oversized;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is given back is counted by its cause; what no node is large enough for ends. */
class ReturnsTest extends QueueFixture {

  private static final Outcome SHORT = Outcome.returnedForMemory("0.1 GB are left");
  private static final Outcome OOM = new Outcome(Outcome.Kind.OUT_OF_MEMORY, null, 9, null);
  private static final Resources SMALL = Resources.of(8, 4);

  @AfterEach
  void theBooksBalance() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      assertThat(recount.faults()).isEmpty();
    }
  }

  // --- limits

  @Test
  void aDrainIsNeverCounted() {
    JobId job = submit("job", shells(1));
    for (int i = 0; i < 40; i++) {
      commit(claim(1).get(0), Outcome.drained("the node is stopping"));
    }

    assertThat(head()).startsWith("t 1 40 ").contains(" c 0 0 0 ");
    assertThat(await(queue.job(job)).orElseThrow().counts().todo()).isEqualTo(1);
  }

  @Test
  void theSeventeenthReturnOfSickNodesEndsATask() {
    submit("job", shells(1));
    Claim claim = returned(16, Outcome.returned("cannot fork"));
    assertThat(task(claim).state()).isEqualTo(TaskState.TODO);

    claim = returned(1, Outcome.returned("cannot fork"));

    assertThat(task(claim).state()).isEqualTo(TaskState.FAILED);
    assertThat(task(claim).reason()).isEqualTo("returned too often");
  }

  @Test
  void theNinthReturnForLackOfMemoryEndsATask() {
    submit("job", shells(1));
    Claim claim = returned(8, SHORT);
    assertThat(task(claim).state()).isEqualTo(TaskState.TODO);

    claim = returned(1, OOM);

    assertThat(task(claim).state()).isEqualTo(TaskState.FAILED);
    assertThat(task(claim).reason()).isEqualTo("require too much dram");
  }

  @Test
  void theTwoLimitsDoNotMix() {
    submit("job", shells(1));
    returned(8, SHORT);
    Claim claim = returned(16, Outcome.returned("cannot fork"));

    assertThat(task(claim).state()).isEqualTo(TaskState.TODO);
    assertThat(head()).contains(" 8016 ");
    assertThat(commit(claim(1).get(0), Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
  }

  private Claim returned(int times, Outcome outcome) {
    Claim claim = null;
    for (int i = 0; i < times; i++) {
      claim = claim(1).get(0);
      commit(claim, outcome);
    }
    return claim;
  }

  private static String head() {
    return REDIS.cli("HGET", "dc:{test}:rec:1:0", "1");
  }

  // --- needs

  @ParameterizedTest
  @CsvSource({
    "0,    -,    0.25", "0,    0.3,  0.5", "0.25, 0.1,  0.5", "1,    -,    1.5",
    "1.5,  -,    2", "2,    2.5,  3", "3,    3,    4", "4,    -,    6",
    "6,    6.1,  8", "5,    -,    6", "7.5,  7.9,  8"
  })
  void lackOfMemoryRaisesTheNeedsToThePeakAndAtLeastByAStep(
      double needed, String peak, double raised) {
    submit("job", List.of(shell("a", 5, Resources.of(needed, 1))));
    Long bytes = peak.equals("-") ? null : Resources.of(Double.parseDouble(peak), 0).memoryBytes();

    report(claim(1).get(0), OOM, bytes);

    assertThat(claim(1).get(0).spec().needs()).isEqualTo(Resources.of(raised, 1));
  }

  @Test
  void theNeedsRiseToTheLargestNodeAndNoFurther() {
    await(queue.deregister(node.incarnation()));
    NodeInfo small = register("small", SMALL);
    submit("job", List.of(shell("a", 5, Resources.of(6.5, 1))));
    Claim claim = claim(small, 1, SMALL).tasks().get(0);

    report(claim, SHORT, Resources.of(7.9, 0).memoryBytes() + (1L << 30));

    assertThat(claim(small, 1, SMALL).tasks().get(0).spec().needs()).isEqualTo(Resources.of(8, 1));
  }

  @Test
  void otherReturnsRaiseNothing() {
    submit("job", shells(1));

    report(claim(1).get(0), Outcome.drained("the node is stopping"), 5L << 30);
    report(claim(1).get(0), Outcome.returned("cannot fork"), 5L << 30);

    assertThat(claim(1).get(0).spec().needs()).isEqualTo(Resources.NONE);
  }

  private void report(Claim claim, Outcome outcome, Long peak) {
    Instant now = Instant.now();
    Attempt attempt = new Attempt("node1", now, now, outcome, null, peak, false);
    assertThat(
            await(
                queue.commit(
                    List.of(
                        new AttemptReport(
                            claim.id(),
                            claim.token(),
                            attempt,
                            CapturedStream.EMPTY,
                            CapturedStream.EMPTY)))))
        .containsExactly(Commit.COMMITTED);
  }

  // --- too large for every node

  @Test
  void aNeedAboveEveryLiveNodeEndsAfterItsTime() {
    JobId job =
        submit(
            "job",
            List.of(shell("huge", 5, Resources.of(2000, 1)), shell("fits", 4, Resources.NONE)));

    assertThat(await(queue.endOversized(0, Duration.ofMinutes(10)))).isEqualTo(new Oversized(0, 0));
    pass(Duration.ofMinutes(9));
    assertThat(await(queue.endOversized(0, Duration.ofMinutes(10))).tasks()).isZero();
    pass(Duration.ofMinutes(2));
    assertThat(await(queue.endOversized(0, Duration.ofMinutes(10))).tasks()).isEqualTo(1);

    assertThat(await(queue.job(job)).orElseThrow().counts())
        .isEqualTo(new TaskCounts(1, 0, 0, 0, 1, 0));
    assertThat(await(queue.task(new io.distcomp.task.TaskId(job, 1))).orElseThrow())
        .matches(t -> t.state() == TaskState.FAILED)
        .matches(t -> "require too much dram".equals(t.reason()));
    assertThat(await(queue.endOversized(0, Duration.ofMinutes(10))).tasks()).isZero();
    assertThat(REDIS.cli("EXISTS", "dc:{test}:oversized")).isEqualTo("0");
  }

  @Test
  void aNodeThatIsLargeEnoughStopsTheClockAlsoWhileItDrains() {
    submit("job", List.of(shell("huge", 5, Resources.of(2000, 1))));
    await(queue.endOversized(0, Duration.ofMinutes(10)));
    pass(Duration.ofMinutes(11));
    register("large", Resources.of(4000, 4));
    await(queue.drain("large", true));

    assertThat(await(queue.endOversized(0, Duration.ofMinutes(10))).tasks()).isZero();

    assertThat(REDIS.cli("EXISTS", "dc:{test}:oversized")).isEqualTo("0");
  }

  @Test
  void aClassThatIsGoneBeginsAnew() {
    JobId job = submit("job", List.of(shell("huge", 5, Resources.of(2000, 1))));
    await(queue.endOversized(0, Duration.ofMinutes(10)));
    pass(Duration.ofMinutes(11));
    await(queue.cancel(job));
    await(queue.endOversized(0, Duration.ofMinutes(10)));

    await(queue.retry(job));

    assertThat(await(queue.endOversized(0, Duration.ofMinutes(10))).tasks()).isZero();
  }

  @Test
  void veryManyAreEndedInSteps() {
    List<io.distcomp.task.TaskSpec> tasks =
        java.util.stream.IntStream.range(0, 700)
            .mapToObj(i -> shell("echo " + i, 5, Resources.of(2000 + i % 600, 1)))
            .toList();
    JobId job = submit("job", tasks);

    int ended = 0;
    long from = 0;
    for (int step = 0; step < 20; step++) {
      Oversized done = await(queue.endOversized(from, Duration.ZERO));
      assertThat(done.tasks()).isLessThanOrEqualTo(100);
      from = done.next();
      ended += done.tasks();
    }

    assertThat(ended).isEqualTo(700);
    assertThat(await(queue.job(job)).orElseThrow().counts().failed()).isEqualTo(700);
  }

  @Test
  void withoutALiveNodeNothingIsJudged() {
    submit("job", List.of(shell("huge", 5, Resources.of(2000, 1))));
    expire(node);

    assertThat(await(queue.endOversized(0, Duration.ZERO)).tasks()).isZero();
  }

  /** Moves what is remembered into the past. */
  private static void pass(Duration time) {
    REDIS
        .cli("ZRANGE", "dc:{test}:oversized", "0", "-1")
        .lines()
        .forEach(c -> REDIS.cli("ZINCRBY", "dc:{test}:oversized", "-" + time.toMillis(), c));
  }
}
