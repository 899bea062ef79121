package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.JobControl.RuleChange;
import io.distcomp.queue.JobControl.Setting;
import io.distcomp.queue.ManyTasks.Change;
import io.distcomp.queue.ManyTasks.Count;
import io.distcomp.queue.ManyTasks.Removal;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Renewal;
import io.distcomp.queue.TaskQueue.Renewed;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Claim;
import io.distcomp.task.Held;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskState;
import io.distcomp.task.Token;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random sequences of all verbs; after every few the whole queue is recounted. */
class QueueModelTest extends QueueFixture {

  private static final int STEPS = Integer.getInteger("distcomp.model.steps", 4000);
  private static final int RECOUNT_EVERY = 20;
  private static final int JOBS = 3;
  private static final Resources SMALL = Resources.of(8, 4);
  private static final String TIME_COMES =
      "return redis.call('HEXISTS', KEYS[1], 'before') == 1"
          + " and redis.call('HSET', KEYS[1], 'before', 1)";

  /** A node as the test drives it, with what it believes to hold. */
  private static final class Player {
    NodeInfo info;
    final Map<TaskId, Claim> holds = new HashMap<>();
    long settled;

    Player(NodeInfo info) {
      this.info = info;
    }
  }

  private final long seed = Long.getLong("distcomp.model.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final RandomWork work = new RandomWork(random);
  private final Corruption corruption = new Corruption(random);
  private final List<Player> players = new ArrayList<>();
  private final List<JobId> jobs = new ArrayList<>();
  private final Set<JobId> paused = new HashSet<>();
  private final List<String> trail = new ArrayList<>();

  /** Every claim that was ever given, so that old tokens come back to haunt the queue. */
  private final List<Claim> given = new ArrayList<>();

  private final Map<TaskId, Set<Token>> committed = new HashMap<>();

  @Test
  void noSequenceOfVerbsLosesDoublesStrandsOrMiscountsATask() {
    System.out.println("QueueModelTest seed " + seed + " (-Ddistcomp.model.seed)");
    players.add(new Player(node));
    players.add(new Player(register("node2", SMALL)));
    players.add(new Player(register("node3", SMALL, "gpu")));
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      for (int step = 1; step <= STEPS; step++) {
        step();
        if (step % RECOUNT_EVERY == 0 || step == STEPS) {
          assertThat(recount.faults()).as("seed %d, step %d: %s", seed, step, recent()).isEmpty();
        }
      }
      everythingEnds();
      assertThat(recount.faults()).as("seed %d, at the end", seed).isEmpty();
    }
  }

  private List<String> recent() {
    return trail.subList(Math.max(0, trail.size() - RECOUNT_EVERY - 5), trail.size());
  }

  private void step() {
    Player player = players.get(random.nextInt(players.size()));
    switch (random.nextInt(28)) {
      case 0, 1, 2 -> submitSome();
      case 3, 4, 5, 6, 7 -> claimSome(player);
      case 8, 9, 10, 11 -> commitSome(player);
      case 12 -> commitOld();
      case 13, 14 -> renew(player);
      case 15 -> die(player);
      case 16 -> reapOnce();
      case 17 -> cancelSome();
      case 18 -> retrySome();
      case 19 -> corruptSome(player);
      case 20 -> pauseOrResume();
      case 21 -> changeRules();
      case 22 -> trail.add("halt " + await(queue.haltFailing()));
      case 23 -> timeComes();
      case 24 -> reprioritiseOne(player);
      case 25 -> changeMatching();
      case 26 -> removeOne(player);
      default -> releaseOrElapse(player);
    }
  }

  // --- users

  private void submitSome() {
    List<TaskSpec> tasks = work.tasks(60);
    JobRequest.Mode mode = random.nextInt(4) == 0 ? JobRequest.Mode.RERUN : JobRequest.Mode.ADD;
    String name = "job" + random.nextInt(JOBS);
    JobRequest request = new JobRequest(name, null, null, new TreeMap<>(), mode, null, rules());
    JobId job;
    try {
      job = submit(request, tasks).job().id();
    } catch (RuleRefusedException e) {
      trail.add("submit " + name + ": " + e.getMessage());
      return;
    }
    trail.add("submit " + name + " " + mode + " " + tasks.size());
    if (!jobs.contains(job)) {
      jobs.add(job);
    }
  }

  private JobRequest.Rules rules() {
    if (random.nextInt(5) > 0) {
      return JobRequest.Rules.NONE;
    }
    return new JobRequest.Rules(
        random.nextBoolean() ? 1 + random.nextInt(6) : null,
        random.nextInt(4) == 0 ? 1 + random.nextInt(20) : null,
        random.nextInt(3) == 0 && !jobs.isEmpty() ? anyJob() : null,
        random.nextInt(3) == 0 ? Instant.now().plusSeconds(3600) : null);
  }

  private JobId anyJob() {
    return jobs.get(random.nextInt(jobs.size()));
  }

  private void pauseOrResume() {
    if (jobs.isEmpty()) {
      return;
    }
    JobId job = anyJob();
    if (random.nextInt(3) == 0) {
      await(queue.pause(job));
      paused.add(job);
    } else {
      await(queue.resume(job));
      paused.remove(job);
    }
    trail.add("pause " + paused);
  }

  private void changeRules() {
    if (!jobs.isEmpty()) {
      RuleChange change = new RuleChange(setting(8), setting(30));
      trail.add("change " + await(queue.change(anyJob(), change)) + " " + change);
    }
  }

  private Setting setting(int most) {
    return switch (random.nextInt(3)) {
      case 0 -> Setting.LEFT;
      case 1 -> Setting.to(null);
      default -> Setting.to(1 + random.nextInt(most));
    };
  }

  /** The hour is over for which jobs were told to wait. */
  private void timeComes() {
    for (JobId job : jobs) {
      REDIS.cli("EVAL", TIME_COMES, "1", "dc:{test}:job:" + job);
    }
    elapse();
    trail.add("time comes");
  }

  private List<TaskId> someIds() {
    List<TaskId> ids = new ArrayList<>();
    for (int n = random.nextInt(6); n >= 0 && !jobs.isEmpty(); n--) {
      ids.add(new TaskId(jobs.get(random.nextInt(jobs.size())), 1 + random.nextInt(60)));
    }
    return ids;
  }

  private void cancelSome() {
    List<TaskId> ids = someIds();
    trail.add("cancel " + ids + " " + await(queue.cancel(ids)));
  }

  private void retrySome() {
    List<TaskId> ids = someIds();
    trail.add("retry " + ids + " " + await(queue.retry(ids)));
  }

  private void reprioritiseOne(Player player) {
    if (jobs.isEmpty()) {
      return;
    }
    JobId job = jobs.get(random.nextInt(jobs.size()));
    int priority = random.nextInt(5);
    trail.add("job " + job + " gets priority " + priority);
    Future<Boolean> change = queue.reprioritise(job, priority);
    if (random.nextBoolean()) {
      commitSome(player); // while it is under way
    }
    assertThat(await(change)).as("seed %d: %s", seed, recent()).isTrue();
  }

  private void changeMatching() {
    JobId job = jobs.isEmpty() || random.nextBoolean() ? null : jobs.get(0);
    TaskState[] states = TaskState.values();
    TaskFilter filter =
        new TaskFilter(
            job,
            random.nextBoolean() ? null : states[random.nextInt(states.length)],
            random.nextInt(3) > 0 ? null : "failed",
            null,
            null,
            random.nextInt(3) > 0 ? null : "1");
    Count count = await(queue.count(filter, null));
    boolean cancel = random.nextInt(3) == 0;
    Change change =
        await(cancel ? queue.cancel(filter, count.count()) : queue.retry(filter, count.count()));
    trail.add((cancel ? "cancel " : "retry ") + filter + " " + count + " " + change);
    assertThat(count.isExact()).isTrue();
    assertThat(change.asExpected()).as("seed %d: %s", seed, recent()).isTrue();
  }

  private void removeOne(Player player) {
    if (jobs.isEmpty() || random.nextBoolean()) {
      return;
    }
    JobId job = jobs.get(random.nextInt(jobs.size()));
    Future<Removal> removing = queue.remove(job);
    if (random.nextBoolean()) {
      claimSome(player); // while it is under way
    }
    Removal removal = await(removing);
    trail.add("remove " + job + " " + removal);
    if (removal == Removal.REMOVED) {
      jobs.remove(job);
      assertThat(await(queue.job(job))).isEmpty();
    }
  }

  /** Something becomes unreadable, and then a verb meets it: until then the recount may differ. */
  private void corruptSome(Player player) {
    List<TaskId> ids = someIds();
    for (TaskId id : ids) {
      String what = corruption.spoil(id);
      if (what.startsWith("without rec")) { // then a task that waits begins anew, with old tokens
        given.removeIf(claim -> claim.id().equals(id));
        committed.remove(id);
        players.forEach(p -> p.holds.remove(id));
      }
      String met = meet(player, id);
      trail.add("corrupt " + id + " " + what + ", met by " + met);
    }
  }

  /** The verbs that take an id find its task wherever it is. */
  private String meet(Player player, TaskId id) {
    List<Claim> tokens = given.stream().filter(c -> c.id().equals(id)).toList();
    Claim claim = tokens.isEmpty() ? null : tokens.get(random.nextInt(tokens.size()));
    switch (random.nextInt(claim == null ? 2 : 4)) {
      case 0 -> await(queue.cancel(List.of(id)));
      case 1 -> await(queue.retry(List.of(id)));
      case 2 -> await(queue.release(List.of(held(claim)), player.info.name(), "x"));
      default -> {
        record(player, claim, work.outcome());
        await(queue.cancel(List.of(id))); // a success needs no command
      }
    }
    return claim == null ? "a user" : "a node";
  }

  // --- nodes

  private void claimSome(Player player) {
    Claimed claimed = claim(player.info, 1 + random.nextInt(6), SMALL);
    boolean lost = random.nextInt(6) == 0;
    trail.add(
        player.info.name()
            + " claims "
            + claimed.tasks().stream().map(c -> c.id() + "/" + c.token().attempt()).toList()
            + (lost ? " unheard" : ""));
    long memory = 0;
    for (Claim claim : claimed.tasks()) {
      memory += claim.spec().needs().memoryBytes();
      assertThat(
              given.stream()
                  .filter(g -> g.id().equals(claim.id()) && g.token().equals(claim.token())))
          .as("seed %d: a token is given once", seed)
          .isEmpty();
    }
    assertThat(memory).as("seed %d", seed).isLessThanOrEqualTo(SMALL.memoryBytes());
    inOrder(claimed.tasks());
    asTheirJobsAllow(claimed.tasks());
    given.addAll(claimed.tasks());
    if (!lost) {
      claimed.tasks().forEach(c -> player.holds.put(c.id(), c));
    }
    player.settled = sequence.get();
  }

  /** Nothing of a paused job is given, and no more than the limit runs. */
  private void asTheirJobsAllow(List<Claim> claims) {
    Set<JobId> of = new HashSet<>();
    claims.forEach(claim -> of.add(claim.id().job()));
    assertThat(of)
        .as("seed %d: %s", seed, recent())
        .matches(jobs -> jobs.stream().noneMatch(paused::contains));
    for (JobId job : of) {
      JobStatus status = await(queue.job(job)).orElseThrow();
      if (status.limit() != null) {
        assertThat(status.counts().inProgress())
            .as("seed %d: job %s runs more than its limit; %s", seed, job, recent())
            .isLessThanOrEqualTo(status.limit());
      }
    }
  }

  private void inOrder(List<Claim> claims) {
    List<Integer> priorities = claims.stream().map(c -> c.spec().priority()).toList();
    assertThat(priorities).as("seed %d", seed).isSortedAccordingTo((a, b) -> b - a);
  }

  private void commitSome(Player player) {
    for (Claim claim : List.copyOf(player.holds.values())) {
      if (random.nextInt(3) > 0) {
        record(player, claim, work.outcome());
        if (random.nextInt(5) == 0) {
          record(player, claim, work.outcome()); // the answer was lost, or a spool is replayed
        }
        player.holds.remove(claim.id());
      }
    }
  }

  private void commitOld() {
    if (!given.isEmpty()) {
      record(players.get(0), given.get(random.nextInt(given.size())), work.outcome());
    }
  }

  private void record(Player player, Claim claim, Outcome outcome) {
    Commit commit = commit(player.info, claim, outcome, random.nextInt(3) == 0 ? "text" : "");
    trail.add(
        player.info.name()
            + " commits "
            + claim.id()
            + "/"
            + claim.token()
            + " "
            + outcome.kind()
            + " "
            + commit);
    if (commit == Commit.COMMITTED) {
      assertThat(committed.computeIfAbsent(claim.id(), id -> new HashSet<>()).add(claim.token()))
          .as("seed %d: %s %s is recorded once; %s", seed, claim.id(), claim.token(), recent())
          .isTrue();
    }
  }

  private void renew(Player player) {
    player.holds.values().removeIf(c -> random.nextInt(10) == 0); // what it has forgotten
    Renewed renewed =
        await(
            queue.renew(
                new Renewal(
                    player.info.incarnation(),
                    LEASE,
                    LEASE.dividedBy(3),
                    player.settled,
                    player.holds.values().stream().map(QueueFixture::held).toList(),
                    1)));
    trail.add(player.info.name() + " renews " + renewed);
    if (!renewed.known()) {
      await(queue.register(player.info, LEASE));
    }
    renewed.lost().forEach(h -> player.holds.remove(h.id()));
    for (Held held : renewed.cancelled()) {
      record(player, player.holds.remove(held.id()), Outcome.cancelled());
    }
  }

  /** Falls silent, and comes back as itself, as a new start, or by a clean stop. */
  private void die(Player player) {
    switch (random.nextInt(3)) {
      case 0 -> expire(player.info);
      case 1 -> {
        player.info =
            register(
                player.info.id(),
                player.info.name(),
                player.info.capacity(),
                player.info.tags().toArray(String[]::new));
        player.holds.clear();
      }
      default -> {
        await(queue.deregister(player.info.incarnation()));
        await(queue.register(player.info, LEASE));
      }
    }
    trail.add(player.info.name() + " dies");
  }

  private void reapOnce() {
    trail.add("reap " + await(queue.reap(1 + random.nextInt(5), NO_STRIKE)));
  }

  private void releaseOrElapse(Player player) {
    if (random.nextBoolean()) {
      elapse();
      if (random.nextBoolean()) {
        endAvoidance();
      }
      return;
    }
    List<Claim> claims = List.copyOf(player.holds.values());
    int n =
        await(
            queue.release(
                claims.stream().map(QueueFixture::held).toList(), player.info.name(), "x"));
    trail.add(player.info.name() + " releases " + n + " of " + claims.size());
    player.holds.clear();
  }

  private static void endAvoidance() {
    REDIS
        .cli("ZRANGE", "dc:{test}:avoided", "0", "-1")
        .lines()
        .filter(id -> !id.isBlank())
        .forEach(id -> REDIS.cli("ZADD", "dc:{test}:avoided", "1", id.strip()));
  }

  // --- the end

  /** With one good node that can run anything, every task ends. */
  private void everythingEnds() {
    players.forEach(p -> expire(p.info));
    for (int i = 0; i < 200; i++) {
      await(queue.reap(1000, NO_STRIKE));
    }
    NodeInfo good = register("good", BIG, "gpu");
    for (JobId job : jobs) {
      await(queue.resume(job));
      await(queue.change(job, new RuleChange(Setting.to(null), Setting.to(null))));
    }
    timeComes();
    for (int round = 0; round < 400 && open() > 0; round++) {
      elapse();
      endAvoidance();
      claim(good, 100, BIG).tasks().forEach(c -> commit(good, c, Outcome.exited(0), ""));
    }
    assertThat(open()).as("seed %d: tasks that never end", seed).isZero();
  }

  private static long open() {
    return await(queue.status()).counts().open();
  }
}
