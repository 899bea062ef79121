package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.Exchange.Exchanged;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobRequest.Rules;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskState;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outcomes and tasks pass each other in one round trip. */
class ExchangeTest extends QueueFixture {

  @BeforeEach
  void emptyTheQueue() {
    REDIS.cli("FLUSHALL");
    node = register("node1", BIG);
  }

  @AfterEach
  void everythingAddsUp() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      assertThat(recount.faults()).isEmpty();
    }
  }

  private Exchanged exchange(List<AttemptReport> ended, int slots) {
    return await(
        queue.exchange(
            ended,
            new ClaimRequest(
                node, sequence.incrementAndGet(), new Demand(slots, BIG), ClaimRequest.FROM_BEST)));
  }

  @Test
  void theRoomThatAnEndMakesInAJobWithALimitIsThereForTheClaim() {
    Rules oneAtATime = new Rules(1, null, null, null);
    submit(
        new JobRequest("job", null, null, new TreeMap<>(), JobRequest.Mode.ADD, null, oneAtATime),
        shells(2));
    Claim first = claim(2).get(0);
    assertThat(claim(2)).isEmpty();

    Exchanged both = exchange(List.of(report(node, first, Outcome.exited(0), "out")), 2);

    assertThat(both.commits()).containsExactly(Commit.COMMITTED);
    assertThat(commands(both.claimed().tasks())).containsExactly("echo 2");
    assertThat(task(first).state()).isEqualTo(TaskState.FINISHED);
  }

  @Test
  void anExchangeThatIsRepeatedRecordsOnceAndClaimsNoMoreThanThereIs() {
    submit("job", shells(3));
    Claim first = claim(1).get(0);
    List<AttemptReport> ended = List.of(report(node, first, Outcome.exited(0), ""));

    Exchanged once = exchange(ended, 1);
    Exchanged again = exchange(ended, 9);

    assertThat(once.commits()).containsExactly(Commit.COMMITTED);
    assertThat(again.commits()).containsExactly(Commit.ALREADY);
    assertThat(commands(again.claimed().tasks())).containsExactly("echo 3");
  }

  /** Of two calls in one batch it would run the one that it knows, and the batch would fail. */
  @Test
  void aServerThatKnowsOnlyOneOfTheScriptsGivesNoTaskTwice() {
    JobId job = submit("job", shells(4));
    REDIS.cli("SCRIPT", "FLUSH");
    RedisTaskQueue fresh = newQueue();
    try {
      ClaimRequest one =
          new ClaimRequest(
              node, sequence.incrementAndGet(), new Demand(1, BIG), ClaimRequest.FROM_BEST);
      Claim first = await(fresh.claim(one)).tasks().get(0);
      List<AttemptReport> ended = List.of(report(node, first, Outcome.exited(0), ""));
      ClaimRequest next =
          new ClaimRequest(
              node, sequence.incrementAndGet(), new Demand(1, BIG), ClaimRequest.FROM_BEST);
      assertThat(commands(await(fresh.exchange(ended, next)).claimed().tasks()))
          .containsExactly("echo 2");
    } finally {
      fresh.close();
    }
    assertThat(await(queue.job(job)).orElseThrow().counts().inProgress()).isEqualTo(1);
  }

  @Test
  void aClaimThatRedisRefusesForItsDataHoldsUpNoOutcome() {
    submit("job", shells(2));
    Claim first = claim(1).get(0);
    List<AttemptReport> ended = List.of(report(node, first, Outcome.exited(0), "out"));
    REDIS.cli("SET", "dc:{test}:avoided", "a key of another type");

    assertThatThrownBy(() -> exchange(ended, 1)).hasMessageContaining("WRONGTYPE");

    assertThat(task(first).state()).isEqualTo(TaskState.FINISHED);
    REDIS.cli("DEL", "dc:{test}:avoided");
    Exchanged again = exchange(ended, 1);
    assertThat(again.commits()).containsExactly(Commit.ALREADY);
    assertThat(commands(again.claimed().tasks())).containsExactly("echo 2");
  }

  @Test
  void aServerThatHasLostItsScriptsGetsThemAgain() {
    submit("job", shells(2));
    Claim first = claim(1).get(0);
    REDIS.cli("SCRIPT", "FLUSH");

    Exchanged both = exchange(List.of(report(node, first, Outcome.exited(3), "")), 1);

    assertThat(both.commits()).containsExactly(Commit.COMMITTED);
    assertThat(commands(both.claimed().tasks())).containsExactly("echo 2");
  }
}
