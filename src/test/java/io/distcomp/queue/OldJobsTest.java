package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.ManyTasks.Keep;
import io.distcomp.queue.ManyTasks.OldJob;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Jobs that ended long ago, or among too many, go by themselves; all others stay as they are. */
class OldJobsTest extends RecountedFixture {

  private static final Keep LONG = new Keep(Duration.ofDays(30), 1_000_000);

  private Optional<OldJob> removeOld(Keep keep) {
    return await(queue.removeOld(node.incarnation(), keep));
  }

  private List<JobId> removeAllOld(Keep keep) {
    List<JobId> gone = new ArrayList<>();
    for (Optional<OldJob> one = removeOld(keep); one.isPresent(); one = removeOld(keep)) {
      gone.add(one.orElseThrow().id());
    }
    return gone;
  }

  private JobId ended(String name, int tasks) {
    JobId job = submit(name, shells(tasks));
    for (Claim claim : claim(tasks)) {
      commit(claim, Outcome.exited(0));
    }
    return job;
  }

  /** As if the clock had been moved on since this job ended. */
  private static void ago(JobId job, Duration time) {
    long at = Instant.now().minus(time).toEpochMilli();
    assertThat(REDIS.cli("ZADD", "dc:{test}:ended", "XX", "CH", Long.toString(at), job.toString()))
        .as("job %s is noted as over", job)
        .isEqualToIgnoringWhitespace("1");
  }

  private Claim nextClaim() {
    return Awaitility.await("a task to do")
        .pollInterval(Duration.ofMillis(5))
        .until(() -> claim(1), claims -> !claims.isEmpty())
        .get(0);
  }

  private static boolean exists(JobId job) {
    return await(queue.job(job)).isPresent();
  }

  private static String noted() {
    return REDIS.cli("ZRANGE", "dc:{test}:ended", "0", "-1").strip();
  }

  @Test
  void aJobGoesWhenItEndedLongerAgoThanJobsAreKept() {
    JobId old = ended("old", 3);
    JobId young = ended("young", 3);
    ago(old, Duration.ofDays(30).plusMinutes(1));
    ago(young, Duration.ofDays(30).minusMinutes(1));

    OldJob gone = removeOld(LONG).orElseThrow();

    assertThat(gone.id()).isEqualTo(old);
    assertThat(gone.name()).isEqualTo("old");
    assertThat(gone.tasks()).isEqualTo(3);
    assertThat(gone.old()).isTrue();
    assertThat(removeOld(LONG)).isEmpty();
    assertThat(exists(old)).isFalse();
    assertThat(exists(young)).isTrue();
    assertThat(noted()).isEqualTo(young.toString());
    assertThat(await(queue.status()).counts()).isEqualTo(new TaskCounts(0, 0, 0, 3, 0, 0));
    assertThat(await(queue.removedSince(Instant.EPOCH)).get(0).id())
        .as("its files go by this list")
        .isEqualTo(old);
  }

  @Test
  void theOldestGoFirstUntilFewEnoughTasksAreLeft() {
    List<JobId> jobs = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      jobs.add(ended("job" + i, 10));
    }
    ago(jobs.get(3), Duration.ofHours(9));
    ago(jobs.get(0), Duration.ofHours(8));

    assertThat(removeAllOld(new Keep(Duration.ofDays(30), 30)))
        .containsExactly(jobs.get(3), jobs.get(0));

    assertThat(await(queue.status()).counts().finished()).isEqualTo(30);
  }

  @Test
  void theJobThatEndedLastStaysHoweverLargeItIs() {
    ended("first", 2);
    JobId last = ended("last", 20);
    assertThat(removeAllOld(new Keep(Duration.ofDays(30), 5))).hasSize(1);
    assertThat(exists(last)).isTrue();
    ago(last, Duration.ofDays(31));
    assertThat(removeAllOld(new Keep(Duration.ofDays(30), 5))).containsExactly(last);
  }

  @Test
  void aJobThatIsNotOverStaysHoweverOldItIs() {
    JobId running = submit("running", shells(2));
    Claim claim = claim(1).get(0);
    await(queue.cancel(List.of(new TaskId(running, 2))));
    JobId again = ended("again", 1);
    OpenedJob loading = await(queue.open(JobRequest.named("loading")));
    for (JobId job : List.of(running, again, loading.id())) {
      REDIS.cli("ZADD", "dc:{test}:ended", "1", job.toString()); // nobody should say so
    }
    JobId failed = submit("failed", shells(1));
    commit(claim(1).get(0), Outcome.timedOut("after 1 s"));
    ago(failed, Duration.ofDays(99));
    await(queue.retry(failed));

    assertThat(removeAllOld(LONG)).containsExactly(again);

    assertThat(exists(running)).isTrue();
    assertThat(exists(failed)).isTrue();
    assertThat(exists(loading.id())).isTrue();
    assertThat(noted()).isEmpty();
    commit(claim, Outcome.exited(0));
    assertThat(noted()).as("its time begins with its end").isEqualTo(running.toString());
    assertThat(removeOld(LONG)).isEmpty();
    await(queue.seal(loading, TaskQueue.Added.NOTHING));
  }

  @Test
  void theTimeOfAJobThatRunsAgainBeginsAnew() {
    JobId job = submit("job", shells(1));
    commit(claim(1).get(0), Outcome.timedOut("after 1 s"));
    ago(job, Duration.ofDays(31));
    await(queue.retry(job));
    assertThat(noted()).isEmpty();
    commit(claim(1).get(0), Outcome.exited(0));
    assertThat(noted()).isEqualTo(job.toString());
    ago(job, Duration.ofDays(31));
    submit("job", List.of(shell("echo 1"), shell("echo more")));
    assertThat(noted()).isEmpty();
    assertThat(removeOld(LONG)).isEmpty();
    commit(claim(1).get(0), Outcome.exited(0));
    assertThat(removeOld(LONG)).isEmpty();
  }

  @Test
  void aSubmissionThatFindsNothingNewKeepsTheJobForAnotherTime() {
    JobId job = ended("job", 2);
    ago(job, Duration.ofDays(31));
    submit("job", shells(2));
    assertThat(removeOld(LONG)).isEmpty();
  }

  @Test
  void aJobThatAnotherOneWaitsForStaysUntilThatIsTold() {
    JobId first = submit("first", shells(1));
    JobRequest.Rules rules = new JobRequest.Rules(null, null, first, null);
    JobId then =
        submit(
                new JobRequest(
                    "then", null, null, new TreeMap<>(), JobRequest.Mode.ADD, null, rules),
                shells(1))
            .job()
            .id();
    Claim claim = claim(1).get(0);
    assertThat(claim.id().job()).isEqualTo(first);
    commit(claim, Outcome.exited(0));
    ago(first, Duration.ofDays(31));

    assertThat(removeOld(LONG)).isEmpty();
    assertThat(await(new JobChangesAccess().removeEnded(first))).isFalse();

    Claim next = nextClaim(); // on the way the job hears of the end
    assertThat(next.id().job()).isEqualTo(then);
    assertThat(removeAllOld(LONG)).containsExactly(first);
    commit(next, Outcome.exited(0));
  }

  @Test
  void aJobThatIsTakenUpAfterItWasFoundStays() {
    JobId job = ended("job", 1);
    ago(job, Duration.ofDays(31));
    submit("job", List.of(shell("echo more")));
    assertThat(await(new JobChangesAccess().removeEnded(job))).isFalse();
    assertThat(claim(1)).hasSize(1);
  }

  @Test
  void oneNodeAtATimeHasTheTurn() {
    JobId one = ended("one", 1);
    JobId two = ended("two", 1);
    ago(one, Duration.ofDays(32));
    ago(two, Duration.ofDays(31));
    NodeInfo other = register("node2", BIG);

    assertThat(removeOld(LONG)).isPresent();
    assertThat(await(queue.removeOld(other.incarnation(), LONG))).isEmpty();
    assertThat(exists(two)).isTrue();
    REDIS.cli("DEL", "dc:{test}:ended-turn"); // a minute later
    assertThat(await(queue.removeOld(other.incarnation(), LONG))).isPresent();
    assertThat(removeOld(LONG)).isEmpty();
  }

  @Test
  void aRemovalThatItsNodeDidNotEndIsNotBegunAgainAndEndedByAnother() {
    JobId job = ended("job", 3);
    JobId next = ended("next", 3);
    ended("last", 1);
    ago(job, Duration.ofDays(2));
    ago(next, Duration.ofDays(1));
    REDIS.cli("HSET", "dc:{test}:job:" + job, "hold", "removal");
    REDIS.cli("HSET", "dc:{test}:unfinished", job.toString(), "removal");

    assertThat(removeOld(new Keep(Duration.ofDays(30), 4))).isEmpty();
    await(queue.finishUnfinished());
    assertThat(exists(job)).isFalse();
    assertThat(removeOld(new Keep(Duration.ofDays(30), 4))).isEmpty();
    assertThat(exists(next)).isTrue();
  }

  @Test
  void jobsOfOlderVersionsAndTimesThatCannotBeCountFromNow() {
    JobId job = ended("job", 1);
    JobId future = ended("future", 1);
    JobId before = ended("before", 1);
    REDIS.cli("ZREM", "dc:{test}:ended", job.toString());
    REDIS.cli("ZADD", "dc:{test}:ended", "+inf", future.toString());
    REDIS.cli("ZADD", "dc:{test}:ended", "-inf", before.toString(), "1", "nonsense", "2", "777");

    assertThat(removeOld(LONG)).isEmpty();

    assertThat(noted().lines())
        .containsExactlyInAnyOrder(job.toString(), future.toString(), before.toString());
    ago(job, Duration.ofDays(31));
    assertThat(removeAllOld(LONG)).containsExactly(job);
  }

  @Test
  void onlyTheNodeWithTheTurnLooksForThem() {
    JobId first = ended("first", 1);
    NodeInfo other = register("node2", BIG);
    assertThat(removeOld(LONG)).isEmpty();
    REDIS.cli("ZREM", "dc:{test}:ended", first.toString());

    assertThat(await(queue.removeOld(other.incarnation(), LONG))).isEmpty();
    assertThat(noted()).as("it is not its turn").isBlank();
    assertThat(removeOld(LONG)).isEmpty();
    assertThat(noted().strip()).isEqualTo(first.toString());
  }

  @Test
  void keysOfAnotherTypeStopNothing() {
    JobId job = ended("job", 1);
    REDIS.cli("DEL", "dc:{test}:ended");
    REDIS.cli("SET", "dc:{test}:ended", "x");
    assertThat(removeOld(LONG)).isEmpty();
    JobId other = ended("other", 1);
    REDIS.cli("DEL", "dc:{test}:ended");
    assertThat(removeOld(LONG)).isEmpty();
    assertThat(noted().lines()).containsExactlyInAnyOrder(job.toString(), other.toString());
  }

  @Test
  void aWholeCancelledJobIsOver() {
    JobId job = submit("job", shells(700));
    await(queue.cancel(job));
    ago(job, Duration.ofDays(31));
    assertThat(removeAllOld(LONG)).containsExactly(job);
    assertThat(await(queue.status()).counts()).isEqualTo(TaskCounts.NONE);
  }

  /** The step between finding and removing. */
  private static final class JobChangesAccess {
    io.vertx.core.Future<Boolean> removeEnded(JobId job) {
      RedisLink link = new RedisLink(vertx, RedisAddress.of(REDIS.url(), "test"));
      return new JobChanges(link, new QueueKeys("test"))
          .removeEnded(job, Instant.now())
          .onComplete(v -> link.close());
    }
  }
}
