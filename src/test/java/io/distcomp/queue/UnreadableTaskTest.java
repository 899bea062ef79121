package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Attempt;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task that cannot be read ends once, whichever verb meets it; all others go on. */
class UnreadableTaskTest extends QueueFixture {

  @AfterEach
  void theBooksBalance() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      assertThat(recount.faults()).isEmpty();
    }
  }

  // --- claim

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "z 1 1 - - 0 0 0 0 0 - - -",
        "t 1 99999999999 - - 0 0 0 0 0 - - -",
        "p 1 1 - o 0 0 0 0 0 - - -",
        "t 1 0 - - 0 0 0 0 0 much:0: - -"
      })
  void aClaimEndsATaskWithAnImpossibleRecordAndGivesTheRest(String record) {
    JobId job = submit("job", shells(3));
    set("rec:1:0", 2, record);

    assertThat(commands(claim(5))).containsExactly("echo 1", "echo 3");

    assertEnded(new TaskId(job, 2), "record");
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 2, 0, 1, 0));
    assertThat(claim(5)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5 -", "x - 0:0: {}", "5 - 0:0:", "5 - 0 {}", "5 many 0:0: {}"})
  void aClaimEndsTasksWhoseProfileIsHalf(String profile) {
    JobId job = submit("job", List.of(shell("bad"), shell("good", 4, BIG)));
    set("prof:1", 1, profile);

    assertThat(commands(claim(5))).containsExactly("good");

    assertEnded(new TaskId(job, 1), "profile");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}}{",
        "{\"timeout\": \"soon\"}",
        "{\"type\": \"magic\"}",
        "{\"env\": 7}",
        "{\"timeout\": -1}",
        "{\"timeout\": 1e99}"
      })
  void aTaskWhoseProfileOnlyANodeFindsUnreadableEndsInTheSameWay(String json) {
    JobId job = submit("job", List.of(shell("bad"), shell("good", 4, BIG)));
    set("prof:1", 1, "5 - 0:0: " + json);

    assertThat(commands(claim(5))).containsExactly("good");

    assertEnded(new TaskId(job, 1), "profile");
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 1, 0, 1, 0));
    assertThat(claim(5)).isEmpty();
  }

  @Test
  void aClaimEndsTasksThatLackTheirCommandAndFindsTheGoodOneBehindThem() {
    JobId job = submit("job", shells(200));
    for (int i = 1; i < 200; i++) {
      redis("HDEL", "spec:1:" + i / 64, Integer.toString(i));
    }

    assertThat(commands(claim(1))).containsExactly("echo 200");

    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 1, 0, 199, 0));
    assertEnded(new TaskId(job, 1), "command is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rec:1:0", "spec:1:0"})
  void aFieldOfTenMegabytesIsNoTask(String key) {
    JobId job = submit("job", shells(2));
    huge(key, 1);

    assertThat(commands(claim(5))).containsExactly("echo 2");

    assertEnded(new TaskId(job, 1), "too long");
    assertThat(REDIS.cli("HSTRLEN", "dc:{test}:rec:1:0", "1")).hasSizeLessThan(4);
  }

  @Test
  void aWaitingTaskAndOneThatAvoidsNodesEndWhenTheyAreDue() {
    JobId job = submit("job", shells(3));
    register("node2", BIG);
    List<Claim> claims = claim(2);
    claims.forEach(c -> commit(c, Outcome.exited(1)));
    set("rec:1:0", 1, "garbage");
    elapse();
    claim(1); // promotes both
    assertEnded(new TaskId(job, 1), "record");
    set("rec:1:0", 2, "garbage");
    REDIS.cli("ZADD", "dc:{test}:avoided", "1", "1.2");

    claim(1);

    assertEnded(new TaskId(job, 2), "record");
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 1, 0, 2, 0));
  }

  @Test
  void entriesThatAreNoTasksAreSweptOnTheWay() {
    submit("job", shells(1));
    for (String id : List.of("garbage", "1", "0.1", "1.0", "1.99", "1.1.1", "")) {
      REDIS.cli("ZADD", "dc:{test}:later", "1", id);
      REDIS.cli("ZADD", "dc:{test}:avoided", "1", id);
      REDIS.cli("ZADD", "dc:{test}:todo:1:0:0::", "1", id);
      REDIS.cli("ZADD", "dc:{test}:ready", "1", id);
      REDIS.cli("HSET", "dc:{test}:run:" + node.incarnation().value(), id, "x");
    }

    assertThat(claim(9)).hasSize(1);
    assertThat(renew(List.of()).known()).isTrue();
    assertThat(claim(9)).hasSize(1);
  }

  @Test
  void anEntryOfATaskThatIsElsewhereIsNotGivenAgain() {
    JobId job = submit("job", shells(2));
    commit(claim(1).get(0), Outcome.exited(0));
    REDIS.cli("ZADD", "dc:{test}:todo:1:0:0::", "1", "1");

    assertThat(commands(claim(9))).containsExactly("echo 2");
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 1, 1, 0, 0));
  }

  // --- commit

  @Test
  void aReportOnATaskWithoutAReadableRecordIsRefusedAgainAndAgainAndTheOthersCount() {
    JobId job = submit("job", shells(3));
    List<Claim> claims = claim(3);
    set("rec:1:0", 1, "garbage");
    redis("HDEL", "rec:1:0", "2");

    for (Commit last : List.of(Commit.COMMITTED, Commit.ALREADY)) {
      assertThat(
              await(
                  queue.commit(
                      claims.stream().map(c -> report(node, c, Outcome.exited(0), "")).toList())))
          .startsWith(Commit.REFUSED, Commit.REFUSED)
          .endsWith(last);
    }

    assertEnded(new TaskId(job, 1), "refused " + claims.get(0).token());
    assertEnded(new TaskId(job, 2), "missing");
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 0, 1, 2, 0));
  }

  @Test
  void anOutcomeCountsThoughTheCommandIsLost() {
    JobId job = submit("job", shells(2));
    List<Claim> claims = claim(2);
    redis("DEL", "spec:1:0");

    assertThat(commit(claims.get(0), Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
    assertThat(commit(claims.get(1), Outcome.exited(1))).isEqualTo(Commit.COMMITTED);

    assertThat(task(claims.get(0)).state()).isEqualTo(TaskState.FINISHED);
    assertThat(task(claims.get(1)).attempts()).hasSize(2);
    assertThat(task(claims.get(1)).attempts().get(0).outcome()).isEqualTo(Outcome.exited(1));
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 0, 1, 1, 0));
  }

  // --- the other verbs of a node

  @Test
  void aReapedTaskThatCannotBeReadEnds() {
    JobId job = submit("job", shells(2));
    claim(2);
    set("rec:1:0", 1, "garbage");
    expire(node);

    await(queue.reap(100, NO_STRIKE));
    await(queue.reap(100, NO_STRIKE));

    assertEnded(new TaskId(job, 1), "record");
    assertThat(counts(job)).isEqualTo(new TaskCounts(1, 0, 0, 0, 1, 0));
  }

  @Test
  void aRenewalTellsThatATaskIsLostWhoseRecordCannotBeRead() {
    JobId job = submit("job", shells(3));
    List<Claim> claims = claim(3);
    set("rec:1:0", 1, "garbage");
    set("rec:1:0", 2, "garbage");

    Renewed answer = renew(List.of(claims.get(0), claims.get(2))); // 2 is to be given back

    assertThat(answer.lost()).containsExactly(held(claims.get(0)));
    assertEnded(new TaskId(job, 1), "record");
    assertEnded(new TaskId(job, 2), "record");
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 1, 0, 2, 0));
  }

  @Test
  void aTakenBackTaskWithoutAProfileEnds() {
    JobId job = submit("job", shells(1));
    List<Claim> claims = claim(1);
    expire(node);
    await(queue.reap(100, NO_STRIKE));
    await(queue.reap(100, NO_STRIKE));
    await(queue.register(node, LEASE));
    redis("DEL", "prof:1");

    assertThat(renew(claims).lost()).containsExactly(held(claims.get(0)));

    assertEnded(new TaskId(job, 1), "profile");
  }

  @Test
  void aReleaseEndsWhatItCannotReadAndGivesBackTheRest() {
    JobId job = submit("job", shells(2));
    List<Claim> claims = claim(2);
    set("rec:1:0", 1, "garbage");

    assertThat(await(queue.release(claims.stream().map(QueueFixture::held).toList(), "node1", "x")))
        .isEqualTo(1);

    assertEnded(new TaskId(job, 1), "record");
    assertThat(counts(job)).isEqualTo(new TaskCounts(1, 0, 0, 0, 1, 0));
  }

  // --- users

  @Test
  void aCancelEndsWhatItCannotReadAsFailed() {
    JobId job = submit("job", shells(2));
    set("rec:1:0", 1, "garbage");

    assertThat(await(queue.cancel(job))).isEqualTo(1);

    assertEnded(new TaskId(job, 1), "record");
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 0, 0, 1, 1));
  }

  @Test
  void aRetryRunsATaskAgainWhoseRecordWasUnreadable() {
    JobId job = submit("job", shells(2));
    set("rec:1:0", 1, "garbage");
    claim(2);

    assertThat(await(queue.retry(job))).isEqualTo(1);

    List<Claim> again = claim(2);
    assertThat(commands(again)).containsExactly("echo 1");
    assertThat(commit(again.get(0), Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
  }

  @Test
  void aRetryPassesOverTasksThatLackTheirCommandAndReachesAllOthers() {
    JobId job = submit("job", shells(1200));
    for (int i = 1; i <= 600; i++) {
      redis("HDEL", "spec:1:" + i / 64, Integer.toString(i));
    }
    List<Claim> claims = claim(1200);
    while (claims.size() < 600) {
      claims = new java.util.ArrayList<>(claims);
      claims.addAll(claim(1200));
    }
    claims.forEach(c -> commit(c, Outcome.timedOut("late")));

    assertThat(await(queue.retry(job))).isEqualTo(600);
    assertThat(counts(job)).isEqualTo(new TaskCounts(600, 0, 0, 0, 600, 0));
  }

  @Test
  void submittingAgainMendsALostCommand() {
    JobId job = submit("job", shells(2));
    redis("HDEL", "spec:1:0", "1");
    redis("DEL", "prof:1");
    assertThat(claim(5)).isEmpty();

    submit("job", shells(2));
    assertThat(await(queue.retry(job))).isEqualTo(2);

    assertThat(commands(claim(5))).containsExactly("echo 1", "echo 2");
  }

  // --- reading

  @Test
  void aPageShowsWhatCanBeKnownOfEachTask() {
    JobId job = submit("job", shells(5));
    commit(claim(1).get(0), Outcome.exited(0));
    redis("HDEL", "spec:1:0", "1");
    set("rec:1:0", 2, "garbage");
    redis("HDEL", "spec:1:0", "3");
    huge("rec:1:0", 4);

    List<TaskStatus> rows =
        await(queue.tasks(new TaskFilter(job, null, null, null, null, null), 10, null)).rows();

    assertThat(rows)
        .extracting(TaskStatus::state)
        .containsExactly(
            TaskState.FINISHED,
            TaskState.FAILED,
            TaskState.FAILED,
            TaskState.FAILED,
            TaskState.TODO);
    assertThat(rows.get(1).reason()).startsWith("unreadable");
    assertThat(rows.get(1).spec().command()).isEqualTo("echo 2");
    assertThat(rows.get(2).reason()).startsWith("unreadable");
    await(queue.cancel(job));
    assertThat(counts(job)).isEqualTo(new TaskCounts(0, 0, 0, 1, 3, 1));
  }

  @Test
  void anAttemptThatCannotBeReadIsShownAsSuch() {
    JobId job = submit("job", shells(1));
    commit(claim(1).get(0), Outcome.exited(0));
    String record = REDIS.cli("HGET", "dc:{test}:rec:1:0", "1");
    set("rec:1:0", 1, record + "\nwhat is this");

    TaskStatus task = await(queue.task(new TaskId(job, 1))).orElseThrow();

    assertThat(task.state()).isEqualTo(TaskState.FINISHED);
    assertThat(task.attempts().get(0).outcome()).isEqualTo(Outcome.exited(0));
    assertThat(task.attempts().get(1).outcome().reason()).startsWith("unreadable");
  }

  // --- helpers

  private static void assertEnded(TaskId id, String why) {
    TaskStatus task = await(queue.task(id)).orElseThrow();
    assertThat(task.state()).isEqualTo(TaskState.FAILED);
    assertThat(task.reason())
        .startsWith("unreadable: ")
        .contains(why.contains("refused") ? "" : why);
    List<Outcome> ends =
        task.attempts().stream()
            .map(Attempt::outcome)
            .filter(o -> o.kind() == Outcome.Kind.INVALID)
            .toList();
    assertThat(ends).hasSize(1);
    assertThat(ends.get(0).reason()).startsWith("unreadable: ").contains(why);
  }

  @Test
  void aDamagedNodeDoesNotHideTheOthers() {
    NodeInfo other = register("node2", BIG);
    redis("HSET", "node:" + node.incarnation().value(), "id", "no id");
    assertThat(await(queue.nodes()))
        .extracting(status -> status.info().name())
        .containsExactly(other.name());
  }

  private static TaskCounts counts(JobId job) {
    return await(queue.job(job)).orElseThrow().counts();
  }

  private Renewed renew(List<Claim> held) {
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

  private static void set(String key, int i, String text) {
    redis("HSET", key, Integer.toString(i), text);
  }

  private static void huge(String key, int i) {
    REDIS.cli(
        "EVAL",
        "return redis.call('HSET', KEYS[1], ARGV[1], string.rep('x', 10000000))",
        "1",
        "dc:{test}:" + key,
        Integer.toString(i));
  }

  private static void redis(String command, String key, String... arguments) {
    String[] words = new String[2 + arguments.length];
    words[0] = command;
    words[1] = "dc:{test}:" + key;
    System.arraycopy(arguments, 0, words, 2, arguments.length);
    REDIS.cli(words);
  }
}
