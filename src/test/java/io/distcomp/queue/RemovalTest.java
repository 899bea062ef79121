package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.ManyTasks.Removal;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A job that is removed: nothing of it stays, and all else is as it was. */
class RemovalTest extends RecountedFixture {

  private static RedisLink link;

  @BeforeAll
  static void openLink() {
    link = new RedisLink(vertx, RedisAddress.of(REDIS.url(), "test"));
  }

  @AfterAll
  static void closeLink() {
    link.close();
  }

  private static List<String> keysOf(JobId job) {
    return REDIS.cli("KEYS", "*").lines().filter(k -> k.matches(".*:" + job + "(:.*)?")).toList();
  }

  private JobId withTasksInAllFinalStates(int n) {
    JobId job = submit("job", shells(n));
    List<Claim> claims = claim(4);
    commit(node, claims.get(0), Outcome.exited(0), "text");
    commit(claims.get(1), Outcome.timedOut("after 1 s")); // fails
    commit(claims.get(2), Outcome.exited(1)); // waits
    commit(claims.get(3), Outcome.drained("x"));
    await(queue.cancel(List.of(new TaskId(job, 5))));
    return job;
  }

  @Test
  void nothingOfARemovedJobStays() {
    JobId job = withTasksInAllFinalStates(2000);
    submit("other", shells(3));

    assertThat(await(queue.remove(job))).isEqualTo(Removal.REMOVED);

    assertThat(keysOf(job)).isEmpty();
    assertThat(REDIS.cli("KEYS", "*").lines()).noneMatch(k -> k.endsWith(":unfinished"));
    assertThat(REDIS.cli("ZCARD", "dc:{test}:later").strip()).isEqualTo("0");
    assertThat(await(queue.job(job))).isEmpty();
    assertThat(await(queue.jobNamed("job"))).isEmpty();
    assertThat(await(queue.task(new TaskId(job, 1)))).isEmpty();
    assertThat(await(queue.status()).counts()).isEqualTo(new TaskCounts(3, 0, 0, 0, 0, 0));
    assertThat(await(queue.removedSince(Instant.EPOCH)).get(0).id()).isEqualTo(job);
    assertThat(await(queue.remove(job))).isEqualTo(Removal.UNKNOWN);
    assertThat(claim(10)).hasSize(3);
  }

  @Test
  void nothingOfARemovedJobThatWaitedForItsTimeStays() {
    JobRequest.Rules tomorrow =
        new JobRequest.Rules(null, null, null, Instant.now().plus(Duration.ofDays(1)));
    JobId job =
        submit(
                new JobRequest(
                    "later", null, null, new TreeMap<>(), JobRequest.Mode.ADD, null, tomorrow),
                shells(3))
            .job()
            .id();
    assertThat(await(queue.cancel(job))).isEqualTo(3);

    assertThat(await(queue.remove(job))).isEqualTo(Removal.REMOVED);

    assertThat(REDIS.cli("ZRANGE", "dc:{test}:later", "0", "-1")).isBlank();
  }

  @Test
  void theNameIsFreeAfterwards() {
    JobId job = submit("job", shells(2));
    await(queue.remove(job));
    JobId next = submit("job", shells(2));
    assertThat(next).isNotEqualTo(job);
    assertThat(claim(9)).hasSize(2);
  }

  @Test
  void anIdempotencyKeyGoesWithItsJob() {
    JobRequest request =
        new JobRequest("job", null, null, new TreeMap<>(), JobRequest.Mode.ADD, "key-1");
    JobId job = submit(request, shells(2)).job().id();
    assertThat(await(queue.open(request)).answeredBefore()).isNotNull();

    await(queue.remove(job));

    assertThat(REDIS.cli("EXISTS", "dc:{test}:idem:key-1").strip()).isEqualTo("0");
    OpenedJob next = await(queue.open(request));
    assertThat(next.answeredBefore()).isNull();
    await(queue.seal(next, TaskQueue.Added.NOTHING));
  }

  @Test
  void aJobWhoseTasksRunStays() {
    JobId job = submit("job", shells(3));
    Claim claim = claim(1).get(0);
    assertThat(await(queue.remove(job))).isEqualTo(Removal.RUNNING);
    commit(claim, Outcome.exited(0));
    assertThat(await(queue.remove(job))).isEqualTo(Removal.REMOVED);
  }

  @Test
  void aJobThatLoadsStaysUnlessItWasCancelled() {
    OpenedJob job = await(queue.open(JobRequest.named("job")));
    await(queue.add(job, TaskChunk.of(shells(3))));
    assertThat(await(queue.remove(job.id()))).isEqualTo(Removal.LOADING);
    await(queue.cancel(job.id()));
    assertThat(await(queue.remove(job.id()))).isEqualTo(Removal.REMOVED);
    assertThatThrownBy(() -> await(queue.add(job, TaskChunk.of(shells(3)))))
        .isInstanceOf(JobRemovedException.class);
    assertThatThrownBy(() -> await(queue.seal(job, Added.NOTHING)))
        .isInstanceOf(JobRemovedException.class);
  }

  @Test
  void theKeyOfASubmissionWhoseJobIsBeingRemovedMakesANewJob() {
    JobRequest request = JobRequest.named("job").withKey("key");
    OpenedJob first = await(queue.open(request));
    REDIS.cli("HSET", "dc:{test}:job:" + first.id(), "hold", "removal");
    REDIS.cli("HDEL", "dc:{test}:names", "job");

    OpenedJob second = await(queue.open(request));

    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(await(queue.add(second, TaskChunk.of(shells(3)))).accepted()).isEqualTo(3);
    assertThat(await(queue.open(request)).id()).isEqualTo(second.id());
  }

  @Test
  void aRemovalThatWasBegunIsEndedByAnyNode() {
    JobId job = withTasksInAllFinalStates(700);
    REDIS.cli("HSET", "dc:{test}:job:" + job, "hold", "removal");
    REDIS.cli("HSET", "dc:{test}:unfinished", job.toString(), "removal");

    assertThat(claim(10)).as("a job that goes is not worked on").isEmpty();
    assertThatThrownBy(() -> await(queue.add(opened(job), TaskChunk.of(shells(3)))))
        .isInstanceOf(JobRemovedException.class)
        .hasMessage("job " + job + " is being removed");
    assertThat(await(queue.reprioritise(job, 3))).isFalse();
    assertThat(await(queue.finishUnfinished())).isEqualTo(1);

    assertThat(keysOf(job)).isEmpty();
    assertThat(await(queue.status()).counts()).isEqualTo(TaskCounts.NONE);
  }

  private static OpenedJob opened(JobId job) {
    return new OpenedJob(job, "job", false, false, null, null);
  }

  @Test
  void fsckSeesARemovalThatNobodyGoesOnWith() {
    JobId job = submit("job", shells(3));
    JobId other = submit("other", shells(3));
    REDIS.cli("HSET", "dc:{test}:job:" + job, "hold", "removal");
    REDIS.cli("DEL", "dc:{test}:ready");
    REDIS.cli("HSET", "dc:{test}:unfinished", "99", "removal", other.toString(), "nonsense");

    assertThat(await(new Fsck(link, new QueueKeys("test"), true).run()).findings())
        .extracting(Finding::sentence)
        .contains("is to be removed and nobody does", "is under way and is no work");
    assertThat(await(new Fsck(link, new QueueKeys("test"), false).run()).findings()).isEmpty();

    await(queue.finishUnfinished());
    assertThat(keysOf(job)).isEmpty();
    assertThat(claim(9)).hasSize(3);
  }

  @Test
  void whatIsLeftIsAWholeJobAfterEachStep() {
    JobId job = withTasksInAllFinalStates(3000);
    REDIS.cli("HSET", "dc:{test}:job:" + job, "hold", "removal");
    REDIS.cli("HSET", "dc:{test}:unfinished", job.toString(), "removal");
    REDIS.cli("DEL", "dc:{test}:ready");
    JobChanges steps = new JobChanges(link, new QueueKeys("test"));
    String next = "removal";
    int n = 0;
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      while (!next.equals(StepLoop.END)) {
        next = await(steps.step(job, next));
        assertThat(recount.faults()).as("after step %d, next %s", n++, next).isEmpty();
      }
    }
    assertThat(n).isGreaterThan(5);
  }

  @Test
  void outcomesAndRenewalsOfARemovedJobAreNobodys() {
    JobId job = submit("job", shells(2));
    Claim claim = claim(1).get(0);
    REDIS.cli("HSET", "dc:{test}:job:" + job, "in_progress", "0"); // damaged: nobody sees it run
    await(queue.remove(job));
    REDIS.cli("HSET", "dc:{test}:counts", "in_progress", "0", "todo", "0");

    assertThat(commit(claim, Outcome.exited(0))).isEqualTo(Commit.UNKNOWN);
    assertThat(
            await(
                    queue.renew(
                        new Renewal(
                            node.incarnation(),
                            LEASE,
                            LEASE.dividedBy(3),
                            9,
                            List.of(held(claim)),
                            1)))
                .lost())
        .containsExactly(held(claim));
    assertThat(await(queue.cancel(job))).isZero();
    assertThat(await(queue.cancel(List.of(claim.id())))).isZero();
    assertThat(await(queue.retry(List.of(claim.id())))).isZero();
    assertThat(keysOf(job)).isEmpty();
  }

  @Test
  void whatIsDamagedGoesToo() {
    JobId job = withTasksInAllFinalStates(200);
    REDIS.cli("HSET", "dc:{test}:rec:" + job + ":0", "3", "nonsense");
    REDIS.cli("HDEL", "dc:{test}:spec:" + job + ":1", "70");
    REDIS.cli("HSET", "dc:{test}:spec:" + job + ":0", "2", "99 nothing");
    REDIS.cli("SADD", "dc:{test}:classes:" + job, "nonsense");

    assertThat(await(queue.remove(job))).isEqualTo(Removal.REMOVED);

    assertThat(keysOf(job)).isEmpty();
    assertThat(REDIS.cli("ZCARD", "dc:{test}:later").strip()).isEqualTo("0");
    assertThat(await(queue.status()).counts()).isEqualTo(TaskCounts.NONE);
  }

  @Test
  void aRemovalThatIsUnderWayIsCancelledAndRetriedByNobody() {
    JobId job = withTasksInAllFinalStates(300);
    var removal = queue.remove(job);
    var cancelled = queue.cancel(job);
    var retried = queue.retry(job);
    assertThat(await(removal)).isEqualTo(Removal.REMOVED);
    await(cancelled);
    await(retried);
    assertThat(await(queue.status()).counts()).isEqualTo(TaskCounts.NONE);
  }
}
