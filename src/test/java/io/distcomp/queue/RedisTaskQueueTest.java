package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.queue.TaskQueue.Reaped;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisTaskQueueTest extends QueueFixture {

  // --- submit

  @Test
  void aSubmittedTaskIsClaimedWithEverythingThatWasSaid() {
    TaskSpec spec =
        new TaskSpec(
            io.distcomp.task.TaskType.PYTHON,
            "-c 'print(\"ä\")'",
            7,
            Resources.of(1.5, 0.5),
            Duration.ofMinutes(5),
            new TreeSet<>(Set.of("gpu", "big")),
            "/tmp",
            new TreeMap<>(java.util.Map.of("A", "b c", "Z", "")),
            2);
    NodeInfo tagged = register("tagged", BIG, "big", "gpu", "other");

    submit("job", List.of(spec));

    List<Claim> claims = claim(tagged, 5, BIG).tasks();
    assertThat(claims).hasSize(1);
    assertThat(claims.get(0).spec()).isEqualTo(spec);
    assertThat(claims.get(0).id()).hasToString("1.1");
    assertThat(claims.get(0).token().attempt()).isEqualTo(1);
  }

  @Test
  void aTaskWithTagsIsNotGivenToANodeWithoutThem() {
    TaskSpec plain = shell("a");
    TaskSpec gpu =
        new TaskSpec(
            plain.type(),
            "b",
            9,
            Resources.NONE,
            null,
            new TreeSet<>(Set.of("gpu")),
            null,
            plain.env(),
            null);
    submit("job", List.of(gpu, plain));

    assertThat(commands(claim(5))).containsExactly("a");
  }

  @Test
  void theSameTaskTwiceInOneJobIsOneTask() {
    Submitted first = submit(JobRequest.named("job"), List.of(shell("a"), shell("b"), shell("a")));
    Submitted second = submit(JobRequest.named("job"), List.of(shell("b"), shell("c")));

    assertThat(first.added()).isEqualTo(new Added(2, 1, 0, 0));
    assertThat(second.added()).isEqualTo(new Added(1, 1, 0, 0));
    assertThat(second.job().id()).isEqualTo(first.job().id());
    assertThat(second.job().isNew()).isFalse();
    assertThat(commands(claim(9))).containsExactly("a", "b", "c");
  }

  @Test
  void anotherDirectoryOrEnvironmentMakesAnotherTask() {
    TaskSpec task = shell("a");
    submit(
        "job",
        List.of(
            task,
            task.withPlace("/tmp", task.env()),
            task.withPlace(null, new TreeMap<>(java.util.Map.of("A", "1")))));

    assertThat(claim(9)).hasSize(3);
  }

  @Test
  void submittingAgainUpdatesATaskThatHasNotStarted() {
    submit("job", List.of(shell("a"), shell("b")));

    Submitted again = submit(JobRequest.named("job"), List.of(shell("b", 9, Resources.of(2, 1))));

    assertThat(again.added()).isEqualTo(new Added(0, 1, 1, 0));
    List<Claim> claims = claim(9);
    assertThat(commands(claims)).containsExactly("b", "a");
    assertThat(claims.get(0).spec().needs()).isEqualTo(Resources.of(2, 1));
  }

  @Test
  void submittingAgainLeavesAStartedTaskAlone() {
    submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);

    Submitted again = submit(JobRequest.named("job"), List.of(shell("a", 9, Resources.NONE)));

    assertThat(again.added()).isEqualTo(new Added(0, 1, 0, 0));
    assertThat(commit(claim, Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
  }

  @Test
  void aRerunRunsFinalTasksAgainInANewGeneration() {
    submit("job", List.of(shell("a"), shell("b")));
    commit(claim(1).get(0), Outcome.exited(0));
    JobRequest rerun =
        new JobRequest("job", null, null, new TreeMap<>(), JobRequest.Mode.RERUN, null);

    Submitted again = submit(rerun, List.of(shell("a"), shell("b")));

    assertThat(again.added()).isEqualTo(new Added(0, 2, 0, 1));
    List<Claim> claims = claim(9);
    assertThat(commands(claims)).containsExactly("a", "b");
    assertThat(claims.get(0).token().generation()).isEqualTo(2);
  }

  @Test
  void aNewJobOfTheSameNameTakesTheName() {
    JobId first = submit("job", List.of(shell("a")));
    JobRequest fresh =
        new JobRequest("job", null, null, new TreeMap<>(), JobRequest.Mode.NEW, null);

    JobId second = submit(fresh, List.of(shell("a"))).job().id();

    assertThat(second).isNotEqualTo(first);
    assertThat(await(queue.jobNamed("job"))).contains(second);
  }

  @Test
  void aJobWithoutANameIsNamedByItsNumber() {
    JobId id = submit((String) null, List.of(shell("a")));

    assertThat(await(queue.job(id)).orElseThrow().name()).isEqualTo("job-" + id);
  }

  @Test
  void nothingOfALoadingJobRunsBeforeItIsSealed() {
    TaskQueue.OpenedJob job = await(queue.open(JobRequest.named("job")));
    Added added = await(queue.add(job, TaskChunk.of(List.of(shell("a")))));

    assertThat(claim(1)).isEmpty();
    assertThat(await(queue.job(job.id())).orElseThrow().state()).isEqualTo(JobState.LOADING);

    JobStatus sealed = await(queue.seal(job, added));
    assertThat(sealed.state()).isEqualTo(JobState.RUNNING);
    assertThat(claim(1)).hasSize(1);
  }

  @Test
  void aJobWhoseLoadingBrokeOffIsCompletedByTheSameSubmission() {
    TaskQueue.OpenedJob broken = await(queue.open(JobRequest.named("job")));
    assertThat(await(queue.add(broken, TaskChunk.of(List.of(shell("a"))))).accepted()).isEqualTo(1);

    Submitted again = submit(JobRequest.named("job"), List.of(shell("a"), shell("b")));

    assertThat(again.job().isNew()).isTrue();
    assertThat(again.job().id()).isEqualTo(broken.id());
    assertThat(commands(claim(9))).containsExactly("a", "b");
  }

  @Test
  void theOnlyTasksOfASubmissionAreAddedAndRunnableAtOnce() {
    for (String key : new String[] {null, "key-1"}) {
      JobRequest request =
          new JobRequest("of " + key, null, null, new TreeMap<>(), JobRequest.Mode.ADD, key);
      TaskQueue.OpenedJob job = await(queue.open(request));

      TaskQueue.Stored stored =
          await(queue.addAndSeal(job, TaskChunk.of(List.of(shell("a"), shell("b"), shell("a")))));

      assertThat(stored.added()).isEqualTo(new Added(2, 1, 0, 0));
      assertThat(stored.job().state()).isEqualTo(JobState.RUNNING);
      assertThat(stored.job().counts().todo()).isEqualTo(2);
      assertThat(commands(claim(9))).containsExactly("a", "b");
      assertThat(await(queue.open(request)).answeredBefore())
          .isEqualTo(key == null ? null : new Added(2, 1, 0, 0));
    }
  }

  @Test
  void tasksThatAreRefusedLeaveTheirJobLoading() {
    TaskQueue.OpenedJob job = await(queue.open(JobRequest.named("job")));
    String broken = "dc:{test}:spec:" + job.id() + ":0";
    REDIS.cli("SET", broken, "another type");

    assertThatThrownBy(() -> await(queue.addAndSeal(job, TaskChunk.of(List.of(shell("a"))))))
        .hasMessageContaining("WRONGTYPE");

    assertThat(await(queue.job(job.id())).orElseThrow().state()).isEqualTo(JobState.LOADING);
    REDIS.cli("DEL", broken);
    assertThat(submit(JobRequest.named("job"), List.of(shell("a"))).job().id()).isEqualTo(job.id());
    assertThat(commands(claim(9))).containsExactly("a");
  }

  @Test
  void aRepeatedIdempotencyKeyGetsTheFirstAnswer() {
    JobRequest request =
        new JobRequest(null, null, null, new TreeMap<>(), JobRequest.Mode.ADD, "key-1");
    Submitted first = submit(request, List.of(shell("a"), shell("b")));

    TaskQueue.OpenedJob again = await(queue.open(request));

    assertThat(again.id()).isEqualTo(first.job().id());
    assertThat(again.answeredBefore()).isEqualTo(new Added(2, 0, 0, 0));
  }

  // --- order

  @Test
  void tenThousandTasksOfMixedPriorityAreClaimedInExactOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<TaskSpec> tasks = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      tasks.add(shell("echo " + i, random.nextInt(10_000), Resources.of(random.nextInt(3), 1)));
    }
    submit("job", tasks);
    List<String> wanted =
        tasks.stream()
            .sorted(Comparator.comparingInt(TaskSpec::priority).reversed())
            .map(TaskSpec::command)
            .toList();

    List<String> got = new ArrayList<>();
    while (got.size() < wanted.size()) {
      List<String> next = commands(claim(1 + random.nextInt(200)));
      assertThat(next).as("seed " + seed).isNotEmpty();
      got.addAll(next);
    }

    assertThat(got).as("seed " + seed).isEqualTo(wanted);
  }

  @Test
  void equalPrioritiesOfSeveralJobsRunInOrderOfSubmission() {
    submit("one", List.of(shell("a"), shell("b")));
    submit("two", List.of(shell("c"), shell("urgent", 6, Resources.NONE)));
    submit("one", List.of(shell("d")));

    assertThat(commands(claim(9))).containsExactly("urgent", "a", "b", "c", "d");
  }

  @Test
  void tasksThatFitNowhereDelayNobody() {
    List<TaskSpec> tasks = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      tasks.add(shell("big " + i, 9, Resources.of(5000, 1)));
    }
    tasks.add(shell("small"));
    submit("job", tasks);

    assertThat(commands(claim(node, 3, Resources.of(8, 2)).tasks())).containsExactly("small");
  }

  @Test
  void aWalkOverManyUnfitClassesGoesOnFromItsCursor() {
    List<TaskSpec> tasks = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      tasks.add(shell("big " + i, 9, Resources.of(5000 + i, 1)));
    }
    tasks.add(shell("small"));
    submit("job", tasks);

    Claimed first = claim(node, 3, Resources.of(8, 2));
    assertThat(first.tasks()).isEmpty();
    assertThat(first.cursor()).isNotEqualTo(TaskQueue.ClaimRequest.FROM_BEST);
    Claimed second =
        await(
            queue.claim(
                new TaskQueue.ClaimRequest(
                    node,
                    sequence.incrementAndGet(),
                    new io.distcomp.task.Demand(3, Resources.of(8, 2)),
                    first.cursor())));
    assertThat(commands(second.tasks())).containsExactly("small");
  }

  @Test
  void aClaimNeverExceedsTheFreeMemoryOrCpus() {
    List<TaskSpec> tasks =
        IntStream.range(0, 20).mapToObj(i -> shell("t " + i, 5, Resources.of(2, 0.5))).toList();
    submit("job", tasks);

    assertThat(claim(node, 32, Resources.of(7, 100)).tasks()).hasSize(3);
    assertThat(claim(node, 32, Resources.of(700, 2)).tasks()).hasSize(4);
    assertThat(claim(node, 2, BIG).tasks()).hasSize(2);
  }

  // --- commit

  @Test
  void anOutcomeIsRecordedOnce() {
    JobId job = submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);

    assertThat(commit(node, claim, Outcome.exited(0), "hi\n")).isEqualTo(Commit.COMMITTED);
    assertThat(commit(node, claim, Outcome.exited(1), "no")).isEqualTo(Commit.ALREADY);

    TaskStatus task = task(claim);
    assertThat(task.state()).isEqualTo(TaskState.FINISHED);
    assertThat(task.attempts()).hasSize(1);
    assertThat(task.attempts().get(0).outcome()).isEqualTo(Outcome.exited(0));
    assertThat(task.attempts().get(0).node()).isEqualTo("node1");
    assertThat(
            new String(
                await(queue.output(claim.id())).orElseThrow().stdout().head(),
                StandardCharsets.UTF_8))
        .isEqualTo("hi\n");
    JobStatus status = await(queue.job(job)).orElseThrow();
    assertThat(status.state()).isEqualTo(JobState.FINISHED);
    assertThat(status.counts()).isEqualTo(new TaskCounts(0, 0, 0, 1, 0, 0));
    assertThat(await(queue.status()).already()).isEqualTo(1);
  }

  @Test
  void anotherTokenIsStale() {
    submit("job", List.of(shell("a")));
    Claim lost = claim(1).get(0);
    expire(node);
    reapAll();
    NodeInfo second = register("node2", BIG);
    Claim again = claim(second, 1, BIG).tasks().get(0);

    assertThat(commit(lost, Outcome.exited(0))).isEqualTo(Commit.STALE);
    assertThat(commit(second, again, Outcome.exited(0), "")).isEqualTo(Commit.COMMITTED);
    assertThat(await(queue.status()).stale()).isEqualTo(1);
  }

  @Test
  void theAttemptNumberAloneIsNoFence() {
    submit("job", List.of(shell("a")));
    Claim first = claim(1).get(0);
    String forged = first.token().toString().replaceAll("[0-9a-f]{16}", "00000000000000ff");
    Claim twin = new Claim(first.id(), io.distcomp.task.Token.parse(forged), first.spec());

    assertThat(commit(twin, Outcome.exited(0))).isEqualTo(Commit.STALE);
  }

  @Test
  void aLateOutcomeOfAReapedTaskStillCountsUntilItIsClaimedAgain() {
    JobId job = submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);
    expire(node);
    reapAll();
    assertThat(task(claim).state()).isEqualTo(TaskState.TODO);

    assertThat(commit(claim, Outcome.exited(0))).isEqualTo(Commit.COMMITTED);

    TaskStatus task = task(claim);
    assertThat(task.state()).isEqualTo(TaskState.FINISHED);
    assertThat(task.attempts()).hasSize(1);
    assertThat(await(queue.job(job)).orElseThrow().counts())
        .isEqualTo(new TaskCounts(0, 0, 0, 1, 0, 0));
    NodeInfo second = register("node2", BIG);
    assertThat(claim(second, 1, BIG).tasks()).isEmpty();
  }

  @Test
  void aLateOutcomeOfAReapedTaskTakesTheLossBack() {
    submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);
    expire(node);
    reapAll();
    assertThat(commit(claim, Outcome.exited(3))).isEqualTo(Commit.COMMITTED);
    elapse();
    NodeInfo second = register("node2", BIG);
    assertThat(claim(second, 1, BIG).tasks()).hasSize(1);

    expire(second);
    reapAll();

    // The second loss would make it wait.
    assertThat(task(claim).state()).isEqualTo(TaskState.TODO);
  }

  @Test
  void aFailureIsRetriedUntilTheLastAllowedAttempt() {
    JobId job = submit("job", List.of(shell("a")));
    for (int attempt = 1; attempt <= 2; attempt++) {
      Claim claim = claim(1).get(0);
      assertThat(commit(claim, Outcome.exited(3))).isEqualTo(Commit.COMMITTED);
      assertThat(task(claim).state()).isEqualTo(TaskState.WAITING);
      assertThat(claim(1)).isEmpty();
      elapse();
    }

    Claim last = claim(1).get(0);
    commit(last, Outcome.exited(3));

    TaskStatus task = task(last);
    assertThat(task.state()).isEqualTo(TaskState.FAILED);
    assertThat(task.attempts()).hasSize(3);
    assertThat(await(queue.job(job)).orElseThrow().state()).isEqualTo(JobState.FAILED);
  }

  @Test
  void aTaskMayAllowItselfFewerRetries() {
    TaskSpec plain = shell("a");
    submit(
        "job",
        List.of(
            new TaskSpec(
                plain.type(), "a", 5, Resources.NONE, null, plain.tags(), null, plain.env(), 0)));
    Claim claim = claim(1).get(0);

    commit(claim, Outcome.exited(1));

    assertThat(task(claim).state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void aTimeOutIsNotRetriedUnlessAsked() {
    submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);

    commit(claim, Outcome.timedOut("after 2 s"));

    assertThat(task(claim).state()).isEqualTo(TaskState.FAILED);
    assertThat(task(claim).attempts().get(0).outcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
  }

  @Test
  void aRetryKeepsItsPlaceAndPrefersAnotherNode() {
    submit("job", List.of(shell("first"), shell("second")));
    NodeInfo second = register("node2", BIG);
    Claim claim = claim(1).get(0);
    commit(claim, Outcome.exited(1));
    elapse();

    assertThat(commands(claim(node, 9, BIG).tasks())).containsExactly("second");
    assertThat(commands(claim(second, 9, BIG).tasks())).containsExactly("first");
  }

  @Test
  void aRetryStaysOnItsNodeWhenNoOtherCouldRunIt() {
    submit("job", List.of(shell("a", 5, Resources.of(100, 1))));
    register("small", Resources.of(1, 1));
    commit(claim(1).get(0), Outcome.exited(1));
    elapse();

    assertThat(commands(claim(1))).containsExactly("a");
  }

  @Test
  void thePreferenceForAnotherNodeEndsWithItsTime() {
    submit("job", List.of(shell("a")));
    register("node2", BIG);
    commit(claim(1).get(0), Outcome.exited(1));
    elapse();
    assertThat(claim(1)).isEmpty();

    REDIS.cli("ZADD", "dc:{test}:avoided", "1", "1.1");

    assertThat(commands(claim(1))).containsExactly("a");
  }

  @Test
  void aReturnCostsNoAttemptAndRaisesTheNeeds() {
    submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);
    java.time.Instant now = java.time.Instant.now();
    io.distcomp.task.Attempt attempt =
        new io.distcomp.task.Attempt(
            "node1", now, now, Outcome.returnedForMemory("short"), null, (1L << 30) + 1, false);

    await(
        queue.commit(
            List.of(
                new io.distcomp.task.AttemptReport(
                    claim.id(),
                    claim.token(),
                    attempt,
                    io.distcomp.task.CapturedStream.EMPTY,
                    io.distcomp.task.CapturedStream.EMPTY))));

    Claim again = claim(1).get(0);
    assertThat(again.spec().needs()).isEqualTo(Resources.of(1.5, 0));
    for (int i = 0; i < 2; i++) {
      commit(again, Outcome.exited(1));
      elapse();
      again = claim(1).get(0);
    }
    commit(again, Outcome.exited(1));
    assertThat(task(again).state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void aCommandThatCannotStartHereIsTriedOnceOnEachNode() {
    submit("job", List.of(shell("a")));
    NodeInfo second = register("node2", BIG);
    commit(claim(1).get(0), Outcome.invalid("no such directory /x"));
    assertThat(claim(1)).isEmpty();
    Claim there = claim(second, 1, BIG).tasks().get(0);

    commit(second, there, Outcome.invalid("no such directory /x"), "");

    TaskStatus task = task(there);
    assertThat(task.state()).isEqualTo(TaskState.FAILED);
    assertThat(task.reason()).isEqualTo("no such directory /x");
  }

  // --- leases

  @Test
  void aNameThatIsTakenByALiveNodeIsRefused() {
    NodeInfo twin = info(new NodeId(UUID.randomUUID()), "node1", BIG);

    TaskQueue.Registered answer = await(queue.register(twin, LEASE));

    assertThat(answer.accepted()).isFalse();
    assertThat(answer.holder()).isEqualTo(node.id().toString());
  }

  @Test
  void aRestartedNodeGetsTheTasksOfItsOldIncarnationBackAtOnce() {
    submit("job", List.of(shell("a")));
    Claim old = claim(1).get(0);

    NodeInfo restarted = register(node.id(), "node1", BIG);
    reapAll();

    List<Claim> again = claim(restarted, 1, BIG).tasks();
    assertThat(again).hasSize(1);
    assertThat(again.get(0).token().attempt()).isEqualTo(2);
    assertThat(task(old).attempts().get(0).outcome().kind()).isEqualTo(Outcome.Kind.LOST);
  }

  @Test
  void anExpiredLeaseNeedsTwoStrikes() {
    submit("job", List.of(shell("a")));
    Claim claim = claim(1).get(0);
    expire(node);

    assertThat(await(queue.reap(100, Duration.ofHours(1))).tasks()).isZero();
    assertThat(await(queue.reap(100, Duration.ofHours(1))).tasks()).isZero();
    assertThat(renew(List.of(claim)).known()).isTrue();
    assertThat(await(queue.reap(100, NO_STRIKE)).tasks()).isZero();

    assertThat(task(claim).state()).isEqualTo(TaskState.IN_PROGRESS);
  }

  @Test
  void aNodeWithoutALeaseClaimsNothing() {
    submit("job", List.of(shell("a")));
    expire(node);

    Claimed answer = claim(node, 1, BIG);

    assertThat(answer.known()).isFalse();
    assertThat(answer.tasks()).isEmpty();
  }

  @Test
  void theThirdLossEndsATask() {
    submit("job", List.of(shell("a")));
    Claim claim = null;
    for (int loss = 1; loss <= 3; loss++) {
      claim = claim(1).get(0);
      expire(node);
      reapAll();
      assertThat(task(claim).state())
          .isEqualTo(
              switch (loss) {
                case 1 -> TaskState.TODO;
                case 2 -> TaskState.WAITING;
                default -> TaskState.FAILED;
              });
      elapse();
      node = register("node1", BIG);
    }

    assertThat(task(claim).reason()).isEqualTo("lost");
    assertThat(commit(claim, Outcome.exited(0))).isEqualTo(Commit.STALE);
  }

  @Test
  void aRenewalGivesBackWhatALostReplyLeftBehind() {
    submit("job", shells(3));
    List<Claim> claims = claim(3);

    Renewed answer = renew(List.of(claims.get(0)));

    assertThat(answer.known()).isTrue();
    assertThat(answer.lost()).isEmpty();
    assertThat(task(claims.get(1)).state()).isEqualTo(TaskState.TODO);
    assertThat(task(claims.get(1)).attempts()).isEmpty();
    assertThat(commands(claim(9))).containsExactly("echo 2", "echo 3");
    assertThat(commit(claims.get(1), Outcome.exited(0))).isEqualTo(Commit.STALE);
  }

  @Test
  void aRenewalLeavesAClaimAloneWhoseAnswerIsStillOnTheWay() {
    submit("job", shells(1));
    Claim claim = claim(1).get(0);

    await(queue.renew(new Renewal(node.incarnation(), LEASE, LEASE.dividedBy(3), 0, List.of(), 0)));

    assertThat(task(claim).state()).isEqualTo(TaskState.IN_PROGRESS);
  }

  @Test
  void aRenewalTellsWhatIsLostAndWhatIsCancelled() {
    submit("job", shells(2));
    List<Claim> claims = claim(2);
    await(queue.cancel(List.of(claims.get(1).id())));
    Claim foreign =
        new Claim(
            claims.get(0).id(),
            io.distcomp.task.Token.parse("9.9.00000000000000ff"),
            claims.get(0).spec());

    Renewed answer = renew(List.of(foreign, claims.get(1)));

    assertThat(answer.lost()).containsExactly(held(foreign));
    assertThat(answer.cancelled()).containsExactly(held(claims.get(1)));
  }

  @Test
  void aReapedLeaseIsNeverRevived() {
    expire(node);
    reapAll();

    assertThat(renew(List.of()).known()).isFalse();
    assertThat(await(queue.nodes()).get(0).state()).isEqualTo(NodeStatus.State.LOST);
  }

  @Test
  void aNodeThatFallsSilentIsShownAsLostLongBeforeItsLeaseEnds() {
    NodeInfo other = register("node2", BIG);
    renew(List.of());
    says(other, Duration.ofSeconds(2));
    says(node, Duration.ofSeconds(2));
    assertThat(state("node2")).isEqualTo(NodeStatus.State.LIVE);

    REDIS.cli("HINCRBY", "dc:{test}:node:" + other.incarnation().value(), "seen", "-3000");
    assertThat(state("node2")).as("a little late").isEqualTo(NodeStatus.State.LIVE);
    REDIS.cli("HINCRBY", "dc:{test}:node:" + other.incarnation().value(), "seen", "-3000");

    assertThat(state("node2")).isEqualTo(NodeStatus.State.LOST);
    assertThat(state("node1")).isEqualTo(NodeStatus.State.LIVE);
    says(other, Duration.ofSeconds(2));
    assertThat(state("node2")).as("it was only busy").isEqualTo(NodeStatus.State.LIVE);
  }

  private static void says(NodeInfo by, Duration every) {
    Renewal renewal = new Renewal(by.incarnation(), LEASE, every, 0, List.of(), 1);
    assertThat(await(queue.renew(renewal)).known()).isTrue();
  }

  private static NodeStatus.State state(String name) {
    return await(queue.nodes()).stream()
        .filter(row -> row.info().name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void aNodeThatWasReapedTakesBackWhatNobodyClaimedSince() {
    JobId job = submit("job", shells(2));
    List<Claim> claims = claim(2);
    expire(node);
    reapAll();
    NodeInfo second = register("node2", BIG);
    assertThat(claim(second, 1, BIG).tasks()).hasSize(1);
    node = register(node.id(), "node1", BIG);

    Renewed answer = renew(claims);

    assertThat(answer.lost()).containsExactly(held(claims.get(0)));
    assertThat(task(claims.get(1)).state()).isEqualTo(TaskState.IN_PROGRESS);
    assertThat(claim(second, 9, BIG).tasks()).isEmpty();
    assertThat(commit(claims.get(1), Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
    assertThat(await(queue.job(job)).orElseThrow().counts())
        .isEqualTo(new TaskCounts(0, 0, 1, 1, 0, 0));
  }

  @Test
  void releasedTasksAreTodoAgainWithoutAnAttemptCounted() {
    submit("job", shells(1));
    Claim claim = claim(1).get(0);

    assertThat(await(queue.release(List.of(held(claim)), "node1", "draining"))).isEqualTo(1);

    assertThat(await(queue.release(List.of(held(claim)), "node1", "draining"))).isZero();
    assertThat(commit(claim, Outcome.exited(0))).isEqualTo(Commit.STALE);
    assertThat(claim(1)).hasSize(1);
  }

  @Test
  void aDeregisteredNodeIsStoppedAndItsTasksAreDueAtOnce() {
    submit("job", shells(1));
    Claim claim = claim(1).get(0);

    await(queue.deregister(node.incarnation()));
    reapAll();

    assertThat(task(claim).state()).isEqualTo(TaskState.TODO);
    assertThat(await(queue.nodes()))
        .extracting(NodeStatus::state)
        .containsExactly(NodeStatus.State.LOST);
  }

  // --- control

  @Test
  void aQueuedTaskIsCancelledAtOnceAndARunningOneWhenItsNodeSaysSo() {
    JobId job = submit("job", shells(3));
    Claim running = claim(1).get(0);

    assertThat(await(queue.cancel(job))).isEqualTo(3);

    assertThat(await(queue.job(job)).orElseThrow().counts())
        .isEqualTo(new TaskCounts(0, 0, 1, 0, 0, 2));
    assertThat(claim(9)).isEmpty();
    commit(running, Outcome.cancelled());
    JobStatus status = await(queue.job(job)).orElseThrow();
    assertThat(status.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0, 0, 3));
    assertThat(status.state()).isEqualTo(JobState.CANCELLED);
    assertThat(await(queue.status()).committed()).isEqualTo(1);
  }

  @Test
  void aFlaggedTaskThatFailsIsCancelledNotRetried() {
    submit("job", shells(1));
    Claim claim = claim(1).get(0);
    await(queue.cancel(List.of(claim.id())));

    commit(claim, Outcome.signalled(15));

    assertThat(task(claim).state()).isEqualTo(TaskState.CANCELLED);
  }

  @Test
  void failedAndCancelledTasksRunAgainWhenAUserRetries() {
    JobId job = submit("job", List.of(shell("a"), shell("b"), shell("c")));
    List<Claim> claims = claim(2);
    commit(claims.get(0), Outcome.exited(0));
    commit(claims.get(1), Outcome.timedOut("late"));
    await(queue.cancel(job));

    assertThat(await(queue.retry(job))).isEqualTo(2);

    List<Claim> again = claim(9);
    assertThat(commands(again)).containsExactly("b", "c");
    assertThat(again.get(0).token().generation()).isEqualTo(2);
    assertThat(await(queue.job(job)).orElseThrow().counts())
        .isEqualTo(new TaskCounts(0, 0, 2, 1, 0, 0));
  }

  @Test
  void aNodeIsAskedToDrainAndToTakeTasksAgain() {
    assertThat(await(queue.drain("node1", true))).isTrue();
    assertThat(renew(List.of()).draining()).isTrue();
    assertThat(await(queue.nodes()).get(0).state()).isEqualTo(NodeStatus.State.DRAINING);

    assertThat(await(queue.drain("node1", false))).isTrue();
    assertThat(renew(List.of()).draining()).isFalse();
    assertThat(await(queue.drain("nobody", true))).isFalse();
  }

  // --- reading

  @Test
  void jobsAreListedNewestFirstInPages() {
    for (int i = 1; i <= 5; i++) {
      submit("job" + i, shells(1));
    }

    Page<JobStatus> first = await(queue.jobs(2, null));
    Page<JobStatus> second = await(queue.jobs(2, first.nextCursor()));
    Page<JobStatus> third = await(queue.jobs(2, second.nextCursor()));

    assertThat(first.rows()).extracting(JobStatus::name).containsExactly("job5", "job4");
    assertThat(second.rows()).extracting(JobStatus::name).containsExactly("job3", "job2");
    assertThat(third.rows()).extracting(JobStatus::name).containsExactly("job1");
    assertThat(third.nextCursor()).isNull();
  }

  @Test
  void tasksAreListedByJobStateTextAndExitCode() {
    JobId job = submit("job", shells(2500));
    submit("other", List.of(shell("echo other")));
    List<Claim> claims = claim(3);
    commit(claims.get(0), Outcome.exited(0));
    commit(claims.get(1), Outcome.timedOut("late"));

    assertThat(rows(new TaskFilter(job, null, null, null, null, null), 1000)).hasSize(2500);
    assertThat(rows(new TaskFilter(job, TaskState.TODO, null, null, null, null), 700))
        .hasSize(2497);
    assertThat(rows(new TaskFilter(job, TaskState.FAILED, null, null, null, null), 10)).hasSize(1);
    assertThat(rows(new TaskFilter(null, TaskState.IN_PROGRESS, null, null, null, null), 10))
        .extracting(t -> t.attempts().get(0).node())
        .containsExactly("node1");
    assertThat(rows(new TaskFilter(null, null, null, null, null, "other"), 10)).hasSize(1);
    assertThat(rows(new TaskFilter(job, null, "succeeded", 0, "node1", null), 10)).hasSize(1);
    assertThat(rows(new TaskFilter(job, null, "timed_out", null, null, null), 10)).hasSize(1);
  }

  @Test
  void ratesCountWhatEndedSinceTheFirstEndInTheLastHalfMinute() {
    submit("job", shells(10));
    claim(10).forEach(c -> commit(c, Outcome.exited(0)));

    QueueStatus status = await(queue.status());

    assertThat(status.finishedPerSecond()).isBetween(10 / 20.0 - 0.01, 10 / 1.0);
    assertThat(status.counts()).isEqualTo(new TaskCounts(0, 0, 0, 10, 0, 0));
    assertThat(status.committed()).isEqualTo(10);
  }

  @Test
  void aScriptThatTheServerForgotIsLoadedAgain() {
    submit("job", shells(1));
    REDIS.cli("SCRIPT", "FLUSH");

    Claim claim = claim(1).get(0);
    REDIS.cli("SCRIPT", "FLUSH");

    assertThat(commit(claim, Outcome.exited(0))).isEqualTo(Commit.COMMITTED);
  }

  @Test
  void aBrokenConnectionIsMadeAgain() {
    submit("job", shells(1));
    REDIS.cli("CLIENT", "KILL", "TYPE", "normal");

    org.awaitility.Awaitility.await()
        .ignoreExceptions()
        .until(() -> await(queue.status()).counts().todo() == 1);
  }

  @Test
  void wakeUpsReachTheirHandlers() {
    List<TaskQueue.Wake> heard = new java.util.concurrent.CopyOnWriteArrayList<>();
    await(queue.onWake(heard::add));

    submit("job", shells(1));

    org.awaitility.Awaitility.await().until(() -> heard.contains(TaskQueue.Wake.WORK));
  }

  // --- helpers

  private static void reapAll() {
    Reaped reaped = await(queue.reap(100, NO_STRIKE));
    while (reaped.more()) {
      reaped = await(queue.reap(100, NO_STRIKE));
    }
    assertThat(await(queue.reap(100, NO_STRIKE)).more()).isFalse();
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
                1L << 30)));
  }

  private static List<TaskStatus> rows(TaskFilter filter, int limit) {
    List<TaskStatus> rows = new ArrayList<>();
    String cursor = null;
    do {
      Page<TaskStatus> page = await(queue.tasks(filter, limit, cursor));
      rows.addAll(page.rows());
      cursor = page.nextCursor();
    } while (cursor != null);
    return rows;
  }
}
