package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key of one job that is something else than it should be stops nothing but itself. */
class WrongTypeTest extends QueueFixture {

  private JobId broken;
  private JobId sound;

  @BeforeEach
  void twoJobs() {
    broken = submit("broken", shells(3));
    sound = submit("sound", List.of(shell("a", 1, BIG), shell("b"), shell("c")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rec:1:0",
        "spec:1:0",
        "prof:1",
        "todo:1:0:0::",
        "classes:1",
        "job:1",
        "failed:1",
        "cancelled:1",
        "out:1:0"
      })
  void theOtherJobRunsToItsEndAndEveryVerbAnswers(String key) {
    spoil(key);

    List<Claim> claims = new ArrayList<>(claim(9));
    claims.addAll(claim(9));
    assertThat(commands(claims)).contains("a", "b", "c");
    assertThat(
            await(
                queue.renew(
                    new Renewal(
                        node.incarnation(),
                        LEASE,
                        LEASE.dividedBy(3),
                        sequence.get(),
                        claims.stream().map(QueueFixture::held).toList(),
                        1))))
        .matches(answer -> answer.known() && answer.lost().isEmpty());
    List<AttemptReport> reports =
        claims.stream().map(c -> report(node, c, Outcome.exited(0), "out")).toList();
    assertThat(await(queue.commit(reports))).containsOnly(Commit.COMMITTED);
    await(queue.cancel(List.of(new TaskId(broken, 2), new TaskId(broken, 3))));
    await(queue.retry(List.of(new TaskId(broken, 1))));
    expire(node);
    await(queue.reap(100, NO_STRIKE));
    await(queue.reap(100, NO_STRIKE));

    assertThat(await(queue.job(sound)).orElseThrow().state()).isEqualTo(JobState.FINISHED);
    assertThat(await(queue.jobs(10, null)).rows()).extracting(JobStatus::id).hasSize(2);
    assertThat(await(queue.tasks(TaskFilter.ALL, 10, null)).rows()).hasSizeGreaterThanOrEqualTo(3);
    await(queue.output(new TaskId(broken, 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rec:1:0", "spec:1:0", "job:1", "failed:1", "out:1:0", "prof:1"})
  void aBatchOfOutcomesIsRecordedAroundIt(String key) {
    List<Claim> claims = claim(9);
    spoil(key);

    List<AttemptReport> reports = new ArrayList<>();
    claims.forEach(
        c ->
            reports.add(
                report(
                    node, c, c.id().index() == 2 ? Outcome.exited(1) : Outcome.exited(0), "out")));
    List<Commit> answers = await(queue.commit(reports));

    for (int i = 0; i < answers.size(); i++) {
      boolean lost = key.equals("rec:1:0") && claims.get(i).id().job().equals(broken);
      assertThat(answers.get(i)).isEqualTo(lost ? Commit.REFUSED : Commit.COMMITTED);
    }
    assertThat(await(queue.job(sound)).orElseThrow().counts().inProgress()).isZero();
  }

  @Test
  void aJobWhoseKeyIsNoHashIsShownAsFailed() {
    spoil("job:1");

    assertThat(await(queue.job(broken)).orElseThrow().state()).isEqualTo(JobState.FAILED);
    assertThat(await(queue.job(broken)).orElseThrow().name()).isEqualTo("unreadable");
  }

  @Test
  void countersThatAreNoNumbersStayAndAllElseIsRecorded() {
    List<Claim> claims = claim(9);
    REDIS.cli("HSET", "dc:{test}:job:1", "finished", "many");
    REDIS.cli("HSET", "dc:{test}:counts", "committed", "99999999999999999999");

    claims.forEach(
        c ->
            assertThat(commit(c, Outcome.exited(0)))
                .as(c.id().toString())
                .isEqualTo(Commit.COMMITTED));

    assertThat(await(queue.job(broken)).orElseThrow().counts().finished()).isZero();
    assertThat(await(queue.status()).counts().finished()).isEqualTo(6);
  }

  @Test
  void aTaskInABucketOfAnotherTypeIsShownAsUnreadable() {
    spoil("rec:1:0");

    assertThat(await(queue.task(new TaskId(broken, 1))).orElseThrow())
        .matches(t -> t.state() == TaskState.FAILED && t.reason().startsWith("unreadable"));
  }

  @Test
  void aDeadNodeWhoseKeysAreSpoiledIsForgotten() {
    claim(9);
    spoil("run:" + node.incarnation().value());
    spoil("node:" + node.incarnation().value());
    expire(node);

    await(queue.reap(100, NO_STRIKE));

    assertThat(await(queue.reap(100, NO_STRIKE)).nodes()).isEqualTo(1);
  }

  private static void spoil(String key) {
    REDIS.cli("SET", "dc:{test}:" + key, "not what it was");
  }
}
