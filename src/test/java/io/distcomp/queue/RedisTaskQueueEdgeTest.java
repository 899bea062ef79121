package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Held;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.RetryPolicy;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes wrong only now and then: clocks that differ, lost answers, very many slots. */
class RedisTaskQueueEdgeTest extends QueueFixture {

  @Test
  void noNumberIsGivenTwiceAlthoughTheLastOneIsGoneOrNoNumber() {
    JobId first = submit("first", shells(1));
    REDIS.cli("DEL", "dc:{test}:meta");
    JobId second = submit("second", shells(1));
    REDIS.cli("HSET", "dc:{test}:meta", "job", "many");
    JobId third = submit("third", shells(1));

    assertThat(second.value()).isGreaterThan(first.value());
    assertThat(third.value()).isGreaterThan(second.value());
  }

  @Test
  void aNodeWithVeryManySlotsLosesNothing() {
    submit("job", shells(5000));

    int got = 0;
    for (List<Claim> claims = claim(60_000); !claims.isEmpty(); claims = claim(60_000)) {
      got += claims.size();
    }

    assertThat(got).isEqualTo(5000);
    assertThat(REDIS.cli("HLEN", "dc:{test}:run:" + node.incarnation().value())).isEqualTo("5000");
    assertSound();
  }

  @Test
  void aNodeWhoseClockIsAheadDoesNotThinkThatAWaitingTaskIsDue() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    RedisTaskQueue other =
        new RedisTaskQueue(
            vertx,
            RedisAddress.of(REDIS.url(), "test"),
            new RetryPolicy(3, false, 3),
            ahead,
            new Random(1));
    submit("job", List.of(shell("a")));
    commit(claim(1).get(0), Outcome.exited(1));

    Claimed claimed =
        await(
            other.claim(
                new ClaimRequest(
                    node, sequence.incrementAndGet(), new Demand(1, BIG), ClaimRequest.FROM_BEST)));
    other.close();

    assertThat(Duration.between(ahead.instant(), claimed.nextDue()))
        .isBetween(Duration.ofMillis(-100), Duration.ofSeconds(2));
  }

  @Test
  void aNodeThatWasReapedAndRegisteredAgainIsNotForgottenAfterADay() {
    expire(node);
    await(queue.reap(100, NO_STRIKE));
    await(queue.reap(100, NO_STRIKE));
    assertThat(await(queue.register(node, LEASE)).accepted()).isTrue();

    assertThat(REDIS.cli("TTL", "dc:{test}:node:" + node.incarnation().value())).isEqualTo("-1");
  }

  @Test
  void aTaskThatIsTakenBackWasNotLost() {
    submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);
    for (int i = 0; i < 5; i++) {
      expire(node);
      await(queue.reap(100, NO_STRIKE));
      await(queue.reap(100, NO_STRIKE));
      assertThat(task(claim).state()).isNotEqualTo(TaskState.IN_PROGRESS);
      await(queue.register(node, LEASE));
      assertThat(renew(List.of(claim)).lost()).isEmpty();
    }

    assertThat(commit(claim, Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
    assertThat(task(claim).attempts()).hasSize(1);
    assertSound();
  }

  @Test
  void aRerunTakesTheNewTimeout() {
    submit("job", List.of(shell("a")));
    commit(claim(1).get(0), Outcome.timedOut("after 2 s"));
    TaskSpec longer = shell("a").withTimeout(Duration.ofMinutes(5));

    submit(
        new JobRequest("job", null, null, new TreeMap<>(), JobRequest.Mode.RERUN, null),
        List.of(longer));

    assertThat(claim(1).get(0).spec()).isEqualTo(longer);
  }

  @Test
  void needsAreNotRaisedAboveEveryNode() {
    NodeInfo small = register("node1b", Resources.of(15.6, 4));
    await(queue.deregister(node.incarnation()));
    submit("job", List.of(shell("a")));
    Claim claim = claim(small, 1, Resources.of(15.6, 4)).tasks().get(0);
    Instant now = Instant.now();
    Attempt attempt =
        new Attempt(
            "node1b", now, now, Outcome.returned("the node is stopping"), null, 13L << 30, false);

    await(
        queue.commit(
            List.of(
                new AttemptReport(
                    claim.id(),
                    claim.token(),
                    attempt,
                    CapturedStream.EMPTY,
                    CapturedStream.EMPTY))));

    assertThat(claim(small, 1, Resources.of(15.6, 4)).tasks()).hasSize(1);
  }

  @Test
  void twoDeadNodesWithManyTasksAreEmptiedInOneGo() {
    submit("job", shells(20));
    NodeInfo second = register("node2", BIG);
    claim(node, 10, BIG);
    claim(second, 10, BIG);
    expire(node);
    expire(second);
    await(queue.reap(10, NO_STRIKE));

    assertThat(await(queue.reap(10, NO_STRIKE)).more()).isTrue();
    assertThat(await(queue.reap(10, NO_STRIKE)).more()).isFalse();
    assertThat(claim(20)).isEmpty();
    register(new NodeId(UUID.randomUUID()), "node3", BIG);
    assertSound();
  }

  // --- lost answers

  @Test
  void whatAnUnheardClaimTookComesBackWithTheNextRenewalAndCostsNothing() {
    submit("job", shells(3));
    claim(2); // nobody hears the answer

    renew(List.of());

    List<Claim> again = claim(3);
    assertThat(commands(again)).containsExactly("echo 1", "echo 2", "echo 3");
    again.forEach(claim -> assertThat(task(claim).attempts()).hasSize(1)); // the present one
    again.forEach(claim -> commit(claim, Outcome.exited(0)));
    assertSound();
  }

  @Test
  void anUnheardCommitIsAlreadyThereWhenItIsSentAgain() {
    submit("job", List.of(shell("a"), shell("b")));
    List<Claim> claims = claim(2);
    commit(claims.get(0), Outcome.exited(0));

    List<Commit> answers =
        await(
            queue.commit(
                claims.stream().map(c -> report(node, c, Outcome.exited(0), "x")).toList()));

    assertThat(answers).containsExactly(Commit.ALREADY, Commit.COMMITTED);
    assertThat(renew(claims).lost()).hasSize(2);
    assertSound();
  }

  @Test
  void anUnheardRenewalIsHarmless() {
    submit("job", shells(4));
    List<Claim> heard = claim(2);
    claim(2);

    renew(heard);

    assertThat(renew(heard).lost()).isEmpty();
    assertThat(commands(claim(4))).containsExactly("echo 3", "echo 4");
    assertSound();
  }

  @Test
  void anUnheardCommitIsAlreadyThereAlsoWhenTheTaskWasClaimedAgainSince() {
    JobId job = submit("job", List.of(shell("a")));
    AttemptReport first = report(node, claim(1).get(0), Outcome.exited(1), "x");
    await(queue.commit(List.of(first)));
    elapse();
    Claim second = claim(1).get(0);

    assertThat(await(queue.commit(List.of(first)))).containsExactly(Commit.ALREADY);

    AttemptReport last = report(node, second, Outcome.timedOut("late"), "");
    await(queue.commit(List.of(last)));
    await(queue.retry(job));
    assertThat(await(queue.commit(List.of(last, first)))).containsOnly(Commit.ALREADY);
    Claim third = claim(1).get(0);
    assertThat(await(queue.commit(List.of(first, last)))).containsOnly(Commit.ALREADY);
    assertThat(commit(second, Outcome.exited(0))).isEqualTo(Commit.STALE);
    assertThat(commit(third, Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
    assertSound();
  }

  @Test
  void anUnheardCommitIsAlreadyThereAlsoWhenAUserCancelledTheRetry() {
    JobId job = submit("job", List.of(shell("a")));
    AttemptReport report = report(node, claim(1).get(0), Outcome.exited(1), "x");
    await(queue.commit(List.of(report)));
    await(queue.cancel(job));

    assertThat(await(queue.commit(List.of(report)))).containsExactly(Commit.ALREADY);
    assertSound();
  }

  @Test
  void theSameTaskTwiceInOneCallIsDoneOnce() {
    JobId job = submit("job", shells(4));
    List<Claim> claims = claim(4);
    AttemptReport report = report(node, claims.get(0), Outcome.exited(0), "x");

    assertThat(await(queue.commit(List.of(report, report))))
        .containsExactly(Commit.COMMITTED, Commit.ALREADY);
    Held second = held(claims.get(1));
    assertThat(await(queue.release(List.of(second, second), "node1", "x"))).isEqualTo(1);
    TaskId third = claims.get(2).id();
    assertThat(await(queue.cancel(List.of(third, third)))).isEqualTo(1);
    commit(claims.get(2), Outcome.cancelled());
    assertThat(await(queue.retry(List.of(third, third)))).isEqualTo(1);
    Claim fourth = claims.get(3);
    assertThat(renew(List.of(fourth, fourth)).lost()).isEmpty();
    assertThat(await(queue.job(job)).orElseThrow().counts())
        .isEqualTo(new TaskCounts(2, 0, 1, 1, 0, 0));
    assertSound();
  }

  @Test
  void aJobWithVeryManyClassesIsSealedInSteps() {
    List<TaskSpec> tasks =
        IntStream.range(0, 3500)
            .mapToObj(i -> shell("echo " + i, 5, new Resources(1000 + i, 1)))
            .toList();
    submit("job", tasks);

    assertThat(REDIS.cli("ZCARD", "dc:{test}:ready")).isEqualTo("3500");
    assertThat(commands(claim(3))).containsExactly("echo 0", "echo 1", "echo 2");
  }

  private TaskQueue.Renewed renew(List<Claim> held) {
    return await(
        queue.renew(
            new Renewal(
                node.incarnation(),
                LEASE,
                LEASE.dividedBy(3),
                sequence.get(),
                held.stream().map(QueueFixture::held).toList(),
                1)));
  }

  private static void assertSound() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      assertThat(recount.faults()).isEmpty();
    }
  }
}
