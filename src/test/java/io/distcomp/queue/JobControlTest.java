package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.JobControl.RuleChange;
import io.distcomp.queue.JobControl.Setting;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeps the tasks of a job from starting, and what lets them go. */
class JobControlTest extends QueueFixture {

  /** What the test itself changed in Redis; a recount would find it. */
  private boolean damaged;

  @BeforeEach
  void emptyTheQueue() {
    REDIS.cli("FLUSHALL");
    node = register("node1", BIG);
    damaged = false;
  }

  @AfterEach
  void everythingAddsUp() {
    if (damaged) {
      return;
    }
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      assertThat(recount.faults()).isEmpty();
    }
  }

  // --- pause

  @Test
  void aPausedJobStartsNothingAndGoesOnWhereItStopped() {
    JobId job = submit("job", shells(4));
    List<Claim> running = claim(1);

    assertThat(await(queue.pause(job))).isTrue();
    assertThat(claim(9)).isEmpty();
    assertThat(state(job)).isEqualTo(JobState.PAUSED);
    commit(running.get(0), Outcome.exited(0));
    assertThat(await(queue.pause(job))).isTrue();
    assertThat(await(queue.resume(job))).isTrue();

    assertThat(commands(claim(9))).containsExactly("echo 2", "echo 3", "echo 4");
    assertThat(state(job)).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aTaskOfAPausedJobThatComesBackWaitsForTheResumption() {
    JobId job = submit("job", shells(1));
    Claim claim = claim(1).get(0);
    await(queue.pause(job));
    await(queue.release(List.of(held(claim)), node.name(), "drained"));

    assertThat(claim(1)).isEmpty();
    await(queue.resume(job));
    assertThat(claim(1)).hasSize(1);
  }

  @Test
  void aPausedJobDoesNotHoldUpOthersAndTakesTasks() {
    JobId paused = submit("paused", shells(2));
    await(queue.pause(paused));
    submit("other", List.of(shell("other", 0, Resources.NONE)));
    submit("paused", List.of(shell("more")));

    assertThat(commands(claim(9))).containsExactly("other");
    await(queue.resume(paused));
    assertThat(commands(claim(9))).containsExactly("echo 1", "echo 2", "more");
  }

  @Test
  void aJobThatDoesNotExistCannotBeControlled() {
    assertThat(await(queue.pause(new JobId(9)))).isFalse();
    assertThat(await(queue.resume(new JobId(9)))).isFalse();
    assertThat(await(queue.change(new JobId(9), limit(1)))).isFalse();
  }

  @Test
  void aPauseWhileAJobLoadsOutlivesTheLoading() {
    TaskQueue.OpenedJob opened = await(queue.open(JobRequest.named("job")));
    TaskQueue.Added added = await(queue.add(opened, TaskChunk.of(shells(2))));
    await(queue.pause(opened.id()));
    assertThat(state(opened.id())).isEqualTo(JobState.LOADING);
    await(queue.seal(opened, added));

    assertThat(claim(2)).isEmpty();
    assertThat(state(opened.id())).isEqualTo(JobState.PAUSED);
    await(queue.resume(opened.id()));
    assertThat(claim(2)).hasSize(2);
  }

  @Test
  void aJobOfVeryManyClassesIsPausedAndResumedInSteps() {
    List<TaskSpec> tasks =
        IntStream.range(1, 700)
            .mapToObj(i -> shell("echo " + i, 5, new Resources(i * 1000L, 0)))
            .toList();
    JobId job = submit("job", tasks);
    await(queue.pause(job));
    for (int i = 0; i < 20; i++) {
      assertThat(claim(9)).isEmpty();
    }
    assertThat(REDIS.cli("ZCARD", "dc:{test}:ready").strip()).isEqualTo("0");
    await(queue.resume(job));

    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      claims.addAll(claim(100));
    }
    assertThat(claims).hasSize(699);
  }

  // --- limit

  @Test
  void noMoreTasksOfAJobRunThanItsLimit() {
    JobId job = submit(request("job", rules(2, null)), shells(6)).job().id();

    List<Claim> first = claim(9);
    assertThat(commands(first)).containsExactly("echo 1", "echo 2");
    assertThat(claim(9)).isEmpty();
    assertThat(REDIS.cli("ZCARD", "dc:{test}:ready").strip()).isEqualTo("0");
    assertThat(state(job)).isEqualTo(JobState.RUNNING);
    assertThat(job(job).limit()).isEqualTo(2);

    commit(first.get(0), Outcome.exited(0));
    assertThat(commands(claim(9))).containsExactly("echo 3");
    assertThat(claim(9)).isEmpty();
  }

  @Test
  void aTaskBehindAJobAtItsLimitStarts() {
    submit(request("limited", rules(1, null)), shells(3));
    submit("other", List.of(shell("other")));

    assertThat(commands(claim(9))).containsExactly("echo 1", "other");
  }

  @Test
  void theLimitCountsTheTasksOfAllClasses() {
    submit(
        request("job", rules(2, null)),
        List.of(
            shell("a", 5, Resources.of(1, 1)),
            shell("b", 5, Resources.of(2, 1)),
            shell("c", 5, Resources.of(3, 1))));

    assertThat(commands(claim(9))).containsExactly("a", "b");
  }

  @Test
  void aLimitIsRaisedLoweredAndTakenAway() {
    JobId job = submit("job", shells(9));
    await(queue.change(job, limit(2)));
    List<Claim> first = claim(9);
    assertThat(first).hasSize(2);
    await(queue.change(job, limit(3)));
    assertThat(claim(9)).hasSize(1);

    await(queue.change(job, limit(1)));
    commit(first.get(0), Outcome.exited(0));
    assertThat(claim(9)).isEmpty();
    await(queue.change(job, RuleChange.NOTHING));
    assertThat(job(job).limit()).isEqualTo(1);

    await(queue.change(job, new RuleChange(Setting.to(null), Setting.LEFT)));
    assertThat(claim(9)).hasSize(6);
    assertThat(job(job).limit()).isNull();
  }

  @Test
  void manyNodesThatClaimAtOnceKeepTheLimit() {
    JobId job = submit(request("job", rules(7, null)), shells(200)).job().id();
    List<NodeInfo> nodes = IntStream.range(0, 10).mapToObj(i -> register("many" + i, BIG)).toList();

    for (int done = 0; done < 200; ) {
      List<Future<Claimed>> asked = nodes.stream().map(n -> ask(n, 5)).toList();
      List<Claim> claims = asked.stream().flatMap(f -> await(f).tasks().stream()).toList();
      assertThat(claims).hasSize(Math.min(7, 200 - done));
      assertThat(job(job).counts().inProgress()).isEqualTo(claims.size());
      claims.forEach(claim -> commit(claim, Outcome.exited(0)));
      done += claims.size();
    }
    assertThat(state(job)).isEqualTo(JobState.FINISHED);
  }

  private Future<Claimed> ask(NodeInfo by, int slots) {
    return queue.claim(
        new ClaimRequest(
            by, sequence.incrementAndGet(), new Demand(slots, BIG), ClaimRequest.FROM_BEST));
  }

  @Test
  void aLimitHoldsForAJobOfVeryManyClasses() {
    List<TaskSpec> tasks =
        IntStream.range(1, 300)
            .mapToObj(i -> shell("echo " + i, 5, new Resources(i * 1000L, 0)))
            .toList();
    submit(request("job", rules(3, null)), tasks);
    submit("other", List.of(shell("other")));

    List<Claim> first = claim(9);
    assertThat(commands(first)).containsExactly("echo 1", "echo 2", "echo 3", "other");
    assertThat(claim(9)).isEmpty();
    commit(first.get(1), Outcome.exited(0));
    assertThat(commands(claim(9))).containsExactly("echo 4");
    damaged = true; // so many classes stay in `ready`
  }

  // --- max_fails

  @Test
  void aJobWithTooManyFailuresStartsNothingMoreAndItsRestIsCancelled() {
    JobId job = submit(request("job", rules(null, 2)), tasksWithoutRetry(20)).job().id();
    List<Claim> running = claim(4);
    commit(running.get(0), Outcome.exited(1));
    assertThat(claim(1)).hasSize(1);
    commit(running.get(1), Outcome.exited(1));

    assertThat(claim(9)).isEmpty();
    assertThat(state(job)).isEqualTo(JobState.PAUSED);
    haltAll();
    assertThat(job(job).counts().cancelled()).isEqualTo(15);
    assertThat(job(job).counts().inProgress()).isEqualTo(3);
    commit(running.get(2), Outcome.exited(0));
    commit(running.get(3), Outcome.exited(1));
    assertThat(job(job).counts().failed()).isEqualTo(3);
  }

  @Test
  void whatComesBackOfAStoppedJobIsCancelledToo() {
    JobId job =
        submit(request("job", rules(null, 1)), List.of(noRetry("a"), shell("b"), shell("c")))
            .job()
            .id();
    List<Claim> running = claim(3);
    commit(running.get(0), Outcome.exited(1));
    commit(running.get(1), Outcome.exited(1)); // waits for its second attempt
    await(queue.release(List.of(held(running.get(2))), node.name(), "drained"));
    assertThat(job(job).counts().waiting()).isEqualTo(1);

    haltAll();
    assertThat(state(job)).isEqualTo(JobState.FAILED);
    assertThat(job(job).counts().cancelled()).isEqualTo(2);
  }

  @Test
  void aStoppedJobIsCancelledInBoundedSteps() {
    JobId job = submit(request("job", rules(null, 1)), tasksWithoutRetry(1000)).job().id();
    commit(claim(1).get(0), Outcome.exited(1));

    JobControl.Halted first = await(queue.haltFailing());
    assertThat(first.tasks()).isBetween(1, 300);
    assertThat(first.more()).isTrue();
    haltAll();
    assertThat(job(job).counts().cancelled()).isEqualTo(999);
    assertThat(state(job)).isEqualTo(JobState.FAILED);
  }

  @Test
  void aResumedJobGoesOnUntilTheNextFailure() {
    JobId job = submit(request("job", rules(null, 1)), tasksWithoutRetry(5)).job().id();
    commit(claim(1).get(0), Outcome.exited(1));
    assertThat(claim(1)).isEmpty();

    await(queue.resume(job));
    commit(claim(1).get(0), Outcome.exited(0));
    commit(claim(1).get(0), Outcome.exited(1));
    assertThat(claim(1)).isEmpty();

    await(queue.change(job, new RuleChange(Setting.LEFT, Setting.to(3))));
    assertThat(claim(1)).hasSize(1);
    await(queue.change(job, new RuleChange(Setting.LEFT, Setting.to(2))));
    assertThat(claim(1)).isEmpty();
  }

  @Test
  void aRetryOfAStoppedJobRuns() {
    JobId job = submit(request("job", rules(null, 1)), tasksWithoutRetry(3)).job().id();
    commit(claim(1).get(0), Outcome.exited(1));
    haltAll();
    assertThat(state(job)).isEqualTo(JobState.FAILED);

    assertThat(await(queue.retry(job))).isEqualTo(3);
    assertThat(claim(9)).hasSize(3);
  }

  // --- after

  @Test
  void aJobStartsWhenTheOneBeforeItIsOver() {
    JobId first = submit("first", shells(2));
    JobId second = submit(request("second", after(first)), shells(1)).job().id();
    List<Claim> running = claim(9);
    assertThat(running).hasSize(2);
    assertThat(state(second)).isEqualTo(JobState.PAUSED);
    assertThat(job(second).holds().after()).isEqualTo(first);

    commit(running.get(0), Outcome.exited(0));
    assertThat(claim(9)).isEmpty();
    commit(running.get(1), Outcome.cancelled());

    assertThat(eventually(1)).hasSize(1);
    assertThat(state(second)).isEqualTo(JobState.RUNNING);
    assertThat(job(second).holds().after()).isNull();
  }

  @Test
  void aCancelledJobLetsItsFollowersGo() {
    JobId first = submit("first", shells(2));
    for (int i = 0; i < 250; i++) {
      submit(request("follower" + i, after(first)), List.of(shell("echo " + i)));
    }
    await(queue.cancel(first));

    assertThat(eventually(250)).hasSize(250);
  }

  @Test
  void aJobThatIsRemovedLetsItsFollowersGo() {
    JobId first = submit("first", shells(1));
    await(queue.pause(first));
    submit(request("second", after(first)), List.of(shell("a")));
    REDIS.cli("DEL", "dc:{test}:job:" + first);
    REDIS.cli("ZADD", "dc:{test}:later", "1", first.toString());

    assertThat(commands(eventually(1))).containsExactly("a");
    damaged = true; // the rest of the job is still there
  }

  @Test
  void nobodyWaitsForAJobThatIsOverOrGone() {
    JobId first = submit("first", shells(1));
    commit(claim(1).get(0), Outcome.exited(0));
    submit(request("second", after(first)), List.of(shell("a")));
    submit(request("third", after(new JobId(99))), List.of(shell("b")));

    assertThat(commands(claim(9))).containsExactly("a", "b");
  }

  @Test
  void aJobNeverWaitsForItself() {
    JobId first = submit("first", shells(1));
    JobId second = submit(request("second", after(first)), shells(1)).job().id();

    assertThatThrownBy(() -> await(queue.open(request("first", after(first)))))
        .isInstanceOf(RuleRefusedException.class)
        .hasMessageContaining("waits for it");
    assertThatThrownBy(() -> await(queue.open(request("first", after(second)))))
        .isInstanceOf(RuleRefusedException.class);
    assertThat(claim(9)).hasSize(1);
  }

  // --- not_before

  @Test
  void aJobStartsWhenItsTimeHasCome() {
    Instant time = Instant.now().plus(Duration.ofMillis(400));
    JobId job =
        submit(request("job", new JobRequest.Rules(null, null, null, time)), shells(3)).job().id();
    Claimed early = claim(node, 9, BIG);

    assertThat(early.tasks()).isEmpty();
    assertThat(early.nextDue()).isBetween(time.minusMillis(300), time.plusMillis(300));
    assertThat(state(job)).isEqualTo(JobState.PAUSED);
    assertThat(job(job).counts().todo()).isEqualTo(3);
    assertThat(job(job).holds().notBefore()).isEqualTo(time.truncatedTo(ChronoUnit.MILLIS));
    elapse();
    REDIS.cli("HSET", "dc:{test}:job:" + job, "before", "1");
    assertThat(claim(9)).hasSize(3);
    assertThat(job(job).holds().notBefore()).isNull();
  }

  @Test
  void allReasonsHoldAtOnce() {
    JobId first = submit("first", shells(1));
    Instant time = Instant.now().plus(Duration.ofHours(1));
    JobId job =
        submit(request("job", new JobRequest.Rules(1, 1, first, time)), shells(3)).job().id();
    await(queue.pause(job));
    commit(claim(9).get(0), Outcome.exited(0));

    assertThat(eventually(0)).isEmpty();
    await(queue.resume(job));
    assertThat(eventually(0)).isEmpty();
    REDIS.cli("HSET", "dc:{test}:job:" + job, "before", "1");
    elapse();
    assertThat(eventually(1)).hasSize(1);
  }

  // --- damage

  @Test
  void theLightFsckLetsGoWhatNobodyWould() {
    JobId job = submit(request("job", rules(5, null)), shells(3)).job().id();
    REDIS.cli("HSET", "dc:{test}:job:" + job, "hold", "limit,bogus,time");
    REDIS.cli("ZREM", "dc:{test}:ready", job + ":0:0::");

    assertThat(claim(9)).isEmpty();
    for (int turn = 0; turn < 3; turn++) {
      REDIS.cli("DEL", "dc:{test}:fsck-turn");
      await(queue.fsckTurn(node.incarnation()));
      claim(0);
    }
    assertThat(claim(9)).hasSize(3);
  }

  @Test
  void hostileRulesStopNoScript() {
    JobId job = submit("job", shells(3));
    for (String value : List.of("nan", "-1", "1e9", "x", "", "9999999999999999999")) {
      for (String field :
          List.of("limit", "max_fails", "before", "after", "followed", "offered", "swept")) {
        REDIS.cli("HSET", "dc:{test}:job:" + job, field, value);
      }
      REDIS.cli("ZADD", "dc:{test}:later", "1", job.toString());
      REDIS.cli("ZADD", "dc:{test}:later", "1", value + "x");
      REDIS.cli("ZADD", "dc:{test}:stopping", "1", value);
      REDIS.cli("ZADD", "dc:{test}:stopping", "2", job.toString());
      await(queue.haltFailing());
      claim(1).forEach(claim -> commit(claim, Outcome.exited(0)));
      await(queue.cancel(job));
      await(queue.retry(job));
      haltAll();
    }
    damaged = true;
  }

  // --- sentences

  /** Claims, as nodes do again and again, until there are as many. */
  private List<Claim> eventually(int wanted) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 60 && (claims.size() < wanted || i < 3); i++) {
      claims.addAll(claim(300));
    }
    return claims;
  }

  private static void haltAll() {
    for (int i = 0; i < 100; i++) {
      REDIS
          .cli("ZRANGE", "dc:{test}:stopping", "0", "-1")
          .lines()
          .filter(id -> !id.isBlank())
          .forEach(id -> REDIS.cli("ZADD", "dc:{test}:stopping", "1", id.strip()));
      JobControl.Halted step = await(queue.haltFailing());
      if (step.tasks() == 0 && !step.more()) {
        return;
      }
    }
    throw new AssertionError("the steps do not end");
  }

  private static JobRequest request(String name, JobRequest.Rules rules) {
    return new JobRequest(name, null, null, new TreeMap<>(), JobRequest.Mode.ADD, null, rules);
  }

  private static JobRequest.Rules rules(Integer limit, Integer maxFails) {
    return new JobRequest.Rules(limit, maxFails, null, null);
  }

  private static JobRequest.Rules after(JobId job) {
    return new JobRequest.Rules(null, null, job, null);
  }

  private static RuleChange limit(int limit) {
    return new RuleChange(Setting.to(limit), Setting.LEFT);
  }

  private static List<TaskSpec> tasksWithoutRetry(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(i -> noRetry("echo " + i)).toList();
  }

  private static TaskSpec noRetry(String command) {
    TaskSpec plain = shell(command);
    return new TaskSpec(
        plain.type(),
        plain.command(),
        plain.priority(),
        plain.needs(),
        plain.timeout(),
        plain.tags(),
        plain.cwd(),
        plain.env(),
        0);
  }

  private static JobStatus job(JobId id) {
    return await(queue.job(id)).orElseThrow();
  }

  private static JobState state(JobId id) {
    return job(id).state();
  }
}
