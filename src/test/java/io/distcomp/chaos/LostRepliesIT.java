package io.distcomp.chaos;

import static io.distcomp.chaos.LostReplies.await;
import static io.distcomp.chaos.LostReplies.failure;
import static io.distcomp.chaos.LostReplies.held;
import static io.distcomp.chaos.LostReplies.request;
import static io.distcomp.chaos.LostReplies.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.chaos.Aim.Effect;
import io.distcomp.chaos.ProxyState.Way;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Claim;
import io.distcomp.task.Held;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskState;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.Future;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For each verb the request or its reply is lost once, and the queue is as its users expect. */
@Timeout(120)
class LostRepliesIT {

  @RegisterExtension static final RedisServer REDIS = RedisServer.create();

  private LostReplies way;

  @BeforeEach
  void start() {
    way = new LostReplies(REDIS);
  }

  @AfterEach
  void stop() {
    way.close();
  }

  /**
   * Each way to lose a call after which the connection is over: the caller does not have to wait.
   */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DELAY_REPLY", "SILENCE"})
  private @interface EachLossThatIsNoticed {}

  private static boolean done(Effect effect) {
    return effect != Effect.LOSE_REQUEST;
  }

  private TaskCounts counts() {
    return way.status().counts();
  }

  // --- a node's verbs

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELAY_REPLY")
  void aLostClaimStrandsNothing(Effect effect) {
    way.submit("job", 5);

    way.lose("claim", effect, () -> way.queue.claim(way.claimRequest(3)));

    assertThat(counts().inProgress()).isEqualTo(done(effect) ? 3 : 0);
    assertThat(way.renew(List.of()).lost()).isEmpty();
    assertThat(counts()).isEqualTo(new TaskCounts(5, 0, 0, 0, 0, 0));
    List<Claim> claims = way.claim(10);
    assertThat(claims).extracting(claim -> claim.id().index()).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(claims).allSatisfy(claim -> assertThat(way.task(claim).attempts()).hasSize(1));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELAY_REPLY")
  void aLostCommitIsSentAgainAndCountsOnce(Effect effect) {
    way.submit("job", 2);
    List<Claim> claims = way.claim(2);
    var reports =
        List.of(
            way.report(claims.get(0), Outcome.exited(0)),
            way.report(claims.get(1), Outcome.exited(1)));

    way.lose("commit", effect, () -> way.queue.commit(reports));

    Commit expected = done(effect) ? Commit.ALREADY : Commit.COMMITTED;
    assertThat(await(way.queue.commit(reports))).containsExactly(expected, expected);
    assertThat(counts()).isEqualTo(new TaskCounts(0, 1, 0, 1, 0, 0));
    assertThat(way.status().committed()).isEqualTo(2);
    assertThat(way.status().already()).isEqualTo(done(effect) ? 2 : 0);
    assertThat(way.task(claims.get(1)).attempts()).hasSize(1);
  }

  @EachLossThatIsNoticed
  void aLostRenewalKeepsWhatIsHeldAndGivesTheRestBackOnce(Effect effect) {
    way.submit("job", 2);
    List<Claim> claims = way.claim(2);
    Renewal renewal = way.renewal(claims.subList(0, 1));

    way.lose("renew", effect, () -> way.queue.renew(renewal));
    Renewed again = await(way.queue.renew(renewal));

    assertThat(again).isEqualTo(new Renewed(true, List.of(), List.of(), false));
    assertThat(counts()).isEqualTo(new TaskCounts(1, 0, 1, 0, 0, 0));
    assertThat(way.claim(9)).singleElement().extracting(Claim::id).isEqualTo(claims.get(1).id());
  }

  /** What a renewal says is said until the node acts on it. */
  @EachLossThatIsNoticed
  void aCancellationThatARenewalLostIsToldAgain(Effect effect) {
    way.submit("job", 1);
    List<Claim> claims = way.claim(1);
    await(way.direct.cancel(List.of(claims.get(0).id())));

    way.lose("renew", effect, () -> way.queue.renew(way.renewal(claims)));

    assertThat(way.renew(claims).cancelled())
        .containsExactly(new Held(claims.get(0).id(), claims.get(0).token()));
  }

  @EachLossThatIsNoticed
  void aLostRegistrationIsMadeAgainByTheSameIncarnation(Effect effect) {
    var fresh = LostReplies.node("node2", java.util.UUID.randomUUID());

    way.lose("register", effect, () -> way.queue.register(fresh, LostReplies.LEASE));

    assertThat(await(way.queue.register(fresh, LostReplies.LEASE)).accepted()).isTrue();
    assertThat(await(way.direct.nodes())).hasSize(2);
    assertThat(REDIS.cli("ZCARD", "dc:{test}:leases")).isEqualTo("2");
  }

  @EachLossThatIsNoticed
  void aLostReleaseGivesBackOnce(Effect effect) {
    way.submit("job", 1);
    Claim claim = way.claim(1).get(0);
    Supplier<Future<Integer>> release =
        () -> way.queue.release(List.of(held(claim)), way.node.name(), "stopping");

    way.lose("release", effect, release);

    assertThat(await(release.get())).isEqualTo(done(effect) ? 0 : 1);
    assertThat(counts()).isEqualTo(new TaskCounts(1, 0, 0, 0, 0, 0));
    assertThat(way.task(claim).attempts()).hasSize(1);
    assertThat(way.claim(9)).hasSize(1);
  }

  @EachLossThatIsNoticed
  void aLostReapChargesOneLoss(Effect effect) {
    way.submit("job", 1);
    Claim claim = way.claim(1).get(0);
    REDIS.cli("ZADD", "dc:{test}:leases", "1", way.node.incarnation().value());
    await(way.direct.reap(10, Duration.ZERO));

    way.lose("reap", effect, () -> way.queue.reap(10, Duration.ZERO));

    assertThat(await(way.queue.reap(10, Duration.ZERO)).tasks()).isEqualTo(done(effect) ? 0 : 1);
    assertThat(counts()).isEqualTo(new TaskCounts(1, 0, 0, 0, 0, 0));
    assertThat(way.task(claim).attempts()).hasSize(1);
  }

  @EachLossThatIsNoticed
  void aLostDeregistrationIsRepeatedAndNothingIsClaimedForTheNodeAnyMore(Effect effect) {
    way.submit("job", 1);
    way.lose("deregister", effect, () -> way.queue.deregister(way.node.incarnation()));
    await(way.queue.deregister(way.node.incarnation()));

    assertThat(await(way.direct.claim(way.claimRequest(1))).known()).isFalse();
    assertThat(REDIS.cli("ZCARD", "dc:{test}:leases")).isEqualTo("0");
    assertThat(counts().todo()).isEqualTo(1);
  }

  // --- a submission's verbs

  @EachLossThatIsNoticed
  void aLostOpenIsTheSameJobWhenItIsSentAgain(Effect effect) {
    way.lose("open", effect, () -> way.open("named", null));
    way.lose("open", effect, () -> way.open(null, "key"));

    OpenedJob named = await(way.open("named", null));
    OpenedJob keyed = await(way.open(null, "key"));
    assertThat(named.isNew()).isTrue();
    assertThat(keyed.isNew()).isTrue();
    assertThat(await(way.direct.jobs(10, null)).rows()).hasSize(2);
  }

  @EachLossThatIsNoticed
  void aLostChunkIsStoredOnce(Effect effect) {
    OpenedJob job = await(way.open("job", null));

    way.lose("submit", effect, () -> way.queue.add(job, TaskChunk.of(tasks(1000))));
    Added again = await(way.queue.add(job, TaskChunk.of(tasks(1000))));

    assertThat(again).isEqualTo(done(effect) ? new Added(0, 1000, 0, 0) : new Added(1000, 0, 0, 0));
    await(way.queue.seal(job, again));
    assertThat(counts().todo()).isEqualTo(1000);
    assertThat(way.claim(2000)).hasSize(500);
    assertThat(way.claim(2000)).hasSize(500);
    assertThat(way.claim(2000)).isEmpty();
  }

  @EachLossThatIsNoticed
  void aLostSealIsSentAgainAndAnsweredByItsKey(Effect effect) {
    OpenedJob job = await(way.open(null, "key"));
    Added added = await(way.queue.add(job, TaskChunk.of(tasks(3))));

    way.lose("seal", effect, () -> way.queue.seal(job, added));

    OpenedJob again = await(way.open(null, "key"));
    assertThat(again.id()).isEqualTo(job.id());
    assertThat(again.answeredBefore()).isEqualTo(done(effect) ? added : null);
    await(way.queue.seal(job, added));
    assertThat(way.claim(9)).hasSize(3);
  }

  // --- users' verbs

  @EachLossThatIsNoticed
  void aLostCancelAndALostRetryAreDoneOnce(Effect effect) {
    way.submit("job", 1);
    var id = way.claim(1).get(0).id();
    way.renew(List.of());

    way.lose("cancel", effect, () -> way.queue.cancel(List.of(id)));
    await(way.queue.cancel(List.of(id)));
    assertThat(counts()).isEqualTo(new TaskCounts(0, 0, 0, 0, 0, 1));
    way.lose("retry", effect, () -> way.queue.retry(List.of(id)));
    await(way.queue.retry(List.of(id)));

    assertThat(counts()).isEqualTo(new TaskCounts(1, 0, 0, 0, 0, 0));
    assertThat(way.claim(1).get(0).token().toString()).as("the second generation").startsWith("2.");
  }

  // --- connections that are half open

  /** Every call, at the same time. */
  private Map<String, Future<?>> everyCall(OpenedJob job, List<Claim> held) {
    TaskQueue queue = way.queue;
    Claim claim = held.get(0);
    Map<String, Future<?>> calls = new LinkedHashMap<>();
    calls.put("open", queue.open(request("other", "k")));
    calls.put("add", queue.add(job, TaskChunk.of(tasks(10))));
    calls.put("seal", queue.seal(job, Added.NOTHING));
    calls.put("register", queue.register(way.node, LostReplies.LEASE));
    calls.put("claim", queue.claim(way.claimRequest(1)));
    calls.put("commit", queue.commit(List.of(way.report(claim, Outcome.exited(0)))));
    calls.put("renew", queue.renew(way.renewal(held)));
    calls.put("release", queue.release(List.of(held(held.get(1))), "node1", "why"));
    calls.put("reap", queue.reap(10, Duration.ofSeconds(10)));
    calls.put("cancel", queue.cancel(List.of(claim.id())));
    calls.put("cancel job", queue.cancel(job.id()));
    calls.put("retry", queue.retry(List.of(claim.id())));
    calls.put("retry job", queue.retry(job.id()));
    calls.put("drain", queue.drain("node1", true));
    calls.put("job", queue.job(job.id()));
    calls.put("jobNamed", queue.jobNamed("job"));
    calls.put("jobs", queue.jobs(10, null));
    calls.put("task", queue.task(claim.id()));
    calls.put("tasks", queue.tasks(TaskFilter.ALL, 10, null));
    calls.put("output", queue.output(claim.id()));
    calls.put("nodes", queue.nodes());
    calls.put("status", queue.status());
    calls.put("deregister", queue.deregister(way.node.incarnation()));
    return calls;
  }

  private void settlesEverythingAndRecovers(Runnable break_, boolean connected) {
    OpenedJob job = way.submit("job", 3);
    List<Claim> held = way.claim(2);
    if (connected) {
      everyCallConnects();
    }
    break_.run();

    everyCall(job, held).forEach((name, call) -> failure(name, call));
    Future<Void> subscription = way.queue.onWake(wake -> {}); // may have been made before
    Awaitility.await("the subscription settles")
        .atMost(LostReplies.SETTLED)
        .until(subscription::isComplete);

    way.proxy.pass();
    Awaitility.await("the next call")
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(() -> await(way.queue.status()).counts().total() >= 3);
  }

  /** All four connections of the queue. */
  private void everyCallConnects() {
    await(way.queue.status());
    await(way.queue.reap(1, Duration.ofSeconds(10)));
    await(way.queue.release(List.of(), "node1", "why"));
    await(way.queue.onWake(wake -> {}));
  }

  @ParameterizedTest
  @EnumSource
  void everyCallSettlesWhenOneDirectionIsDead(Way dead) {
    settlesEverythingAndRecovers(() -> way.proxy.block(dead), true);
  }

  @Test
  void everyCallSettlesWhenBothDirectionsAreDead() {
    settlesEverythingAndRecovers(way.proxy::blackHole, true);
  }

  @Test
  void everyCallSettlesWhenTheConnectionIsMadeAndSaysNothing() {
    settlesEverythingAndRecovers(way.proxy::blackHole, false);
  }

  @Test
  void everyCallSettlesWhenTheConnectionIsRefused() {
    settlesEverythingAndRecovers(way.proxy::refuse, false);
  }

  // --- what arrives late

  /** The node gave these calls up; they reach Redis when the way is open again. */
  @Test
  void requestsThatArriveLateChangeNothingThatWasDecidedMeanwhile() {
    way.submit("job", 2);
    List<Claim> held = way.claim(1);
    everyCallConnects();
    way.proxy.blackHole();
    Future<?> claim = way.queue.claim(way.claimRequest(1));
    Future<?> commit = way.queue.commit(List.of(way.report(held.get(0), Outcome.exited(1))));
    Future<?> renew = way.queue.renew(way.renewal(List.of()));
    failure("claim", claim);
    failure("commit", commit);
    failure("renew", renew);
    assertThat(await(way.direct.commit(List.of(way.report(held.get(0), Outcome.exited(0))))))
        .containsExactly(Commit.COMMITTED);

    way.proxy.pass();

    Awaitility.await("the late claim").until(() -> counts().inProgress() == 1);
    Awaitility.await("the late outcome").until(() -> way.status().already() == 1);
    assertThat(way.task(held.get(0)).state()).isEqualTo(TaskState.FINISHED);
    way.renew(List.of());
    assertThat(counts()).isEqualTo(new TaskCounts(1, 0, 0, 1, 0, 0));
  }
}
