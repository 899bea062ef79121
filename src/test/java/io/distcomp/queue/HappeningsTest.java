package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Claim;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events and turns on a real Redis. */
class HappeningsTest extends QueueFixture {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final int TRIES = 3;

  private RedisHappenings happenings;

  @BeforeEach
  void connectForEvents() {
    happenings = RedisHappenings.of(vertx, RedisAddress.of(REDIS.url(), "test"));
  }

  @AfterEach
  void disconnectForEvents() {
    happenings.close();
  }

  private List<Happening> take(Duration hidden) {
    return await(happenings.take(100, hidden, TRIES));
  }

  private static List<String> kinds(List<Happening> events) {
    return events.stream().map(event -> event.kind() + " " + event.about()).toList();
  }

  private void runAll(Outcome outcome) {
    for (List<Claim> claims = claim(32); !claims.isEmpty(); claims = claim(32)) {
      claims.forEach(claim -> commit(claim, outcome));
    }
  }

  @Test
  void nothingIsNotedWhileNobodyIsTold() {
    submit("a", shells(2));
    runAll(Outcome.exited(0));

    assertThat(take(MINUTE)).isEmpty();
  }

  @Test
  void theEndOfAJobIsOneEventThatOneTakes() {
    take(MINUTE);
    JobId job = submit("a", shells(40));
    runAll(Outcome.exited(0));

    List<Happening> taken = take(MINUTE);

    assertThat(kinds(taken)).containsExactly("job_finished " + job);
    assertThat(take(MINUTE)).isEmpty();
    assertThat(await(happenings.over(taken.get(0)))).isTrue();
    assertThat(REDIS.cli("ZCARD", "dc:{test}:happened").strip()).isEqualTo("0");
  }

  @Test
  void aJobThatRunsAgainEndsAgainUnderAnotherId() {
    take(MINUTE);
    JobId job = submit("a", shells(1));
    await(queue.cancel(job));
    String first = take(MINUTE).get(0).id();
    await(queue.retry(job));
    runAll(Outcome.exited(0));

    assertThat(take(MINUTE))
        .singleElement()
        .satisfies(event -> assertThat(event.id()).isNotEqualTo(first).contains("-" + job + "-"));
  }

  @Test
  void onlyTheFirstFailureOfAJobIsAnEventUntilARetry() {
    take(MINUTE);
    JobId job = submit("a", shells(3));
    claim(2).forEach(claim -> commit(claim, Outcome.timedOut("slow")));

    assertThat(kinds(take(MINUTE))).containsExactly("job_failing " + job);
    runAll(Outcome.exited(0));
    assertThat(kinds(take(MINUTE))).containsExactly("job_finished " + job);

    await(queue.retry(job));
    claim(1).forEach(claim -> commit(claim, Outcome.timedOut("slow")));
    assertThat(kinds(take(MINUTE))).containsExactly("job_failing " + job);
  }

  @Test
  void aNodeThatDiesIsAnEventAndOneThatStopsIsNone() {
    take(MINUTE);
    register("other", Resources.of(1, 1));
    await(queue.deregister(register("third", Resources.of(1, 1)).incarnation()));
    expire(node);
    await(queue.reap(10, NO_STRIKE));
    await(queue.reap(10, NO_STRIKE));

    assertThat(kinds(take(MINUTE))).containsExactly("node_lost " + node.incarnation());
  }

  @Test
  void anEventWhoseTellerDiesIsTakenByAnotherAndTheFirstIsNotHeard() {
    take(MINUTE);
    submit("b", shells(1));
    runAll(Outcome.exited(0));
    Happening dead = last(take(AT_ONCE));
    Happening living = last(take(AT_ONCE));

    assertThat(living.id()).isEqualTo(dead.id());
    assertThat(living.tries()).isEqualTo(2);
    assertThat(await(happenings.over(dead))).isFalse();
    assertThat(await(happenings.again(living, AT_ONCE, "url"))).isTrue();
    assertThat(last(take(MINUTE)))
        .isEqualTo(new Happening(dead.id(), dead.kind(), dead.about(), dead.at(), 3, "url"));
  }

  private static Happening last(List<Happening> events) {
    return events.get(events.size() - 1);
  }

  @Test
  void anEventThatNobodyCanTellIsGivenUpOnce() {
    take(MINUTE);
    submit("b", shells(1));
    runAll(Outcome.exited(0));
    for (int i = 1; i <= TRIES; i++) {
      assertThat(take(AT_ONCE)).extracting(Happening::tries).containsExactly(i);
    }

    assertThat(take(AT_ONCE)).extracting(Happening::tries).containsExactly(0);
    assertThat(take(AT_ONCE)).isEmpty();
  }

  @Test
  void aQueueThatStandsStillIsToldOnceUntilSomethingMoves() {
    take(MINUTE);
    submit("a", shells(2));

    assertThat(await(happenings.noteStalled(AT_ONCE))).as("seen for the first time").isFalse();
    assertThat(await(happenings.noteStalled(MINUTE))).as("not long enough").isFalse();
    assertThat(await(happenings.noteStalled(AT_ONCE))).isTrue();
    assertThat(await(happenings.noteStalled(AT_ONCE))).as("said before").isFalse();
    assertThat(take(MINUTE)).extracting(Happening::kind).containsExactly("queue_stalled");

    Claim claim = claim(1).get(0);
    assertThat(await(happenings.noteStalled(AT_ONCE))).as("one runs").isFalse();
    commit(claim, Outcome.exited(0));
    assertThat(await(happenings.noteStalled(AT_ONCE))).as("one ended").isFalse();
    assertThat(await(happenings.noteStalled(AT_ONCE))).isTrue();
    runAll(Outcome.exited(0));
    assertThat(await(happenings.noteStalled(AT_ONCE))).as("nothing is left").isFalse();
  }

  @Test
  void theTurnIsOnesAtATimeAndHasAPauseBehindIt() {
    Incarnation one = Incarnation.random(new SecureRandom());
    Incarnation other = Incarnation.random(new SecureRandom());

    assertThat(await(happenings.scaleTurn(one, MINUTE))).isTrue();
    assertThat(await(happenings.scaleTurn(other, MINUTE))).isFalse();
    assertThat(await(happenings.scaleTurn(one, MINUTE))).as("its own runs").isFalse();
    await(happenings.scaleDone(other, Duration.ofMillis(1)));
    assertThat(await(happenings.scaleTurn(other, MINUTE))).as("not its turn to end").isFalse();
    await(happenings.scaleDone(one, MINUTE));
    assertThat(await(happenings.scaleTurn(other, MINUTE))).as("the pause").isFalse();
    assertThat(await(happenings.scaleTurn(one, MINUTE))).as("the pause").isFalse();
  }
}
