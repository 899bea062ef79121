package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.chaos.Violation.Kind;
import io.distcomp.testkit.RedisServer.Durability;
import io.distcomp.testkit.TestClient;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The oracle finds what it is for: each scenario is clean with the scripts as they are, and is
 * judged a violation of the right kind with one of them broken on purpose.
 */
@Tag("chaos")
@Timeout(300)
class OracleProofIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Longer than a lease, two looks and a run. */
  private static final Duration SETTLE = Duration.ofSeconds(20);

  private static final int LONG_MILLIS = 4000;
  private static final int TASKS = 4;

  @TempDir Path folder;

  // --- the scripts as they are

  @Test
  void aLateOutcomeIsNoViolation() {
    assertThat(judge("late", null, OracleProofIT::lateOutcome)).isEmpty();
  }

  @Test
  void twoLateOutcomesAreNoViolation() {
    assertThat(judge("two-late", null, OracleProofIT::twoLateOutcomes)).isEmpty();
  }

  @Test
  void aClaimThatRedisForgetsIsNoViolation() {
    assertThat(judge("forgotten", null, OracleProofIT::forgottenClaim)).isEmpty();
  }

  @Test
  void aDeadNodeIsNoViolation() {
    assertThat(judge("dead", null, OracleProofIT::deadNode)).isEmpty();
  }

  // --- broken

  @Test
  void aCommitThatDoesNotCompareTheTokenIsFound() {
    BrokenScripts broken =
        broken().with("commit-3.lua", "token(r) ~= tok or r.tok ~= 'o'", "r.tok ~= 'o'");
    assertThat(judge("no-token", broken, OracleProofIT::lateOutcome)).contains(Kind.MISATTRIBUTED);
  }

  @Test
  void aCommitThatTakesEveryReportIsFound() {
    BrokenScripts broken =
        broken()
            .with(
                "commit-3.lua",
                "  if token(r) ~= tok or r.tok ~= 'o' then return late(r, tok, line) end\n",
                "");
    assertThat(judge("no-fence", broken, OracleProofIT::twoLateOutcomes)).contains(Kind.CHANGED);
  }

  @Test
  void aFenceOfTheAttemptAloneIsFound() {
    BrokenScripts broken =
        broken()
            .with(
                "commit-3.lua",
                "token(r) ~= tok",
                "string.match(token(r), '^%d+%.%d+') ~= string.match(tok, '^%d+%.%d+')");
    assertThat(judge("attempt-fence", broken, OracleProofIT::forgottenClaim))
        .contains(Kind.MISATTRIBUTED);
  }

  @Test
  void aClaimThatIsNotEnteredForItsNodeIsFound() {
    BrokenScripts broken =
        broken().with("claim-5.lua", "redis.call('HSET', KEYS[5], job .. '.' .. i, seq)", "");
    assertThat(judge("no-run-entry", broken, OracleProofIT::deadNode))
        .contains(Kind.STUCK, Kind.COUNTERS);
  }

  @Test
  void aReapThatForgetsTheTaskIsFound() {
    BrokenScripts broken =
        broken()
            .with(
                "reap-3.lua",
                "if r.lost == 1 then return go(job, i, r, s, 't', t) end",
                "if r.lost == 1 then return end");
    assertThat(judge("forgetful-reap", broken, OracleProofIT::deadNode)).contains(Kind.STUCK);
  }

  @Test
  void aReapThatDoesNotCountIsFound() {
    BrokenScripts broken = broken().with("reap-3.lua", "flush()\n", "");
    assertThat(judge("uncounted-reap", broken, OracleProofIT::deadNode))
        .containsExactly(Kind.COUNTERS);
  }

  /** A second call that is to count comes for each other commit only, as if its node had died. */
  @Test
  void aCommitThatLeavesItsCountToASecondCallIsFound() {
    BrokenScripts broken =
        broken()
            .with(
                "commit-3.lua",
                "flush()\n",
                "if redis.call('INCR', 'calls') % 2 == 0 then flush() end\n");
    assertThat(judge("second-call", broken, OracleProofIT::deadNode))
        .containsExactly(Kind.COUNTERS);
  }

  @Test
  void anOutputInAnotherPlaceIsFound() {
    BrokenScripts broken =
        broken()
            .with(
                "commit-3.lua",
                "safely('HSET', bucket('out', job, i), i, output)",
                "safely('HSET', bucket('out', job, i), 1, output)");
    assertThat(judge("misplaced-output", broken, OracleProofIT::deadNode))
        .containsExactly(Kind.OUTPUT);
  }

  @Test
  void aSubmitThatStoresHalfIsFound() {
    BrokenScripts broken =
        broken()
            .with(
                "submit-3.lua",
                "      noted[identity] = add(k, identity, command)\n",
                "      if n > 1 then noted[identity] = add(k, identity, command) end\n");
    assertThat(judge("half-submit", broken, run -> submitLong(run, TASKS))).contains(Kind.LOST);
  }

  private BrokenScripts broken() {
    return new BrokenScripts(folder);
  }

  private static Set<Kind> judge(String name, BrokenScripts broken, Consumer<ChaosRun> scenario) {
    ChaosRig.Plan plan = ChaosRig.with(Durability.ALWAYS).nodes(2);
    ChaosRig.Plan chosen = broken == null ? plan : plan.classPath(broken.folder());
    try (ChaosRun run = new ChaosRun("proof-" + name, chosen, Scale.seed())) {
      List<Violation> violations = run.settle(SETTLE).run(scenario);
      violations.stream().limit(5).forEach(violation -> System.out.println("  found " + violation));
      if (broken != null) {
        run.forget();
      }
      return violations.stream().map(Violation::kind).collect(Collectors.toSet());
    }
  }

  // --- scenarios

  /** A node is frozen in its tasks, others run them, and it comes back with their outcomes. */
  private static void lateOutcome(ChaosRun run) {
    Fault fault =
        new NodeFaults.FreezeBeforeCommit(run.workload(), run.executions(), run.submitter());
    fault.inject(run.rig(), new java.util.Random(1));
  }

  /** A node dies in its tasks. */
  private static void deadNode(ChaosRun run) {
    awaitRuns(run, submitLong(run, TASKS), 1);
    int number = run.rig().numberOf(run.executions().marks().get(0).node());
    run.rig().struck("node kill -9", List.of(number));
    run.rig().node(number).kill();
    run.rig().revive(number);
  }

  /** Both nodes are frozen in their run of a task, and come back one after the other. */
  private static void twoLateOutcomes(ChaosRun run) {
    ChaosRig rig = run.rig();
    Set<Integer> numbers = submitLong(run, 1);
    awaitRuns(run, numbers, 1);
    int first = rig.held(0).isEmpty() ? 1 : 0;
    rig.struck("node frozen", List.of(first));
    rig.node(first).signal("STOP");
    awaitRuns(run, numbers, 2);
    awaitEnds(run, 1);
    rig.struck("node frozen", List.of(1 - first));
    rig.node(1 - first).signal("STOP");
    rig.node(first).signal("CONT");
    awaitEnds(run, 2);
    rig.node(1 - first).signal("CONT");
  }

  /**
   * A node has claimed tasks and is frozen; Redis loses the claims; another node gets the same
   * tasks with the same attempt number; the first one comes back with outcomes.
   */
  private static void forgottenClaim(ChaosRun run) {
    ChaosRig rig = run.rig();
    TestClient api = rig.node(0).client();
    api.post("/nodes/node-0/drain");
    api.post("/nodes/node-1/drain");
    ChaosRig.await(LIMIT, "nodes that take nothing")
        .until(() -> rig.nodes().stream().noneMatch(node -> node.client().isReady()));
    Set<Integer> numbers = submitLong(run, TASKS);
    run.awaitAcknowledged();
    rig.node(1).signal("STOP");
    api.post("/nodes/node-1/undrain");
    long before = ServerFaults.size(rig.redis());
    api.post("/nodes/node-0/undrain");
    awaitRuns(run, numbers, 1);
    rig.struck("redis forgets claims", List.of(0));
    rig.node(0).signal("STOP");
    rig.redis().kill();
    ServerFaults.truncate(rig.redis(), before);
    // The second runs are to end well behind the first ones.
    ChaosRig.last(Duration.ofSeconds(2));
    rig.redis().restart();
    rig.node(1).signal("CONT");
    awaitRuns(run, numbers, 2);
    awaitEnds(run, TASKS);
    rig.node(0).signal("CONT");
    // Redis has forgotten that as well.
    ChaosRig.await(LIMIT, "a node that takes tasks")
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> post(api, "/nodes/node-0/undrain") == 200);
  }

  private static int post(TestClient api, String path) {
    return api.send("POST", path, "application/json", "{}".getBytes(StandardCharsets.UTF_8))
        .status();
  }

  private static Set<Integer> submitLong(ChaosRun run, int count) {
    List<Work> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(run.workload().one(Work.Kind.LONG, LONG_MILLIS));
    }
    run.submitter().send(tasks);
    return tasks.stream().map(Work::number).collect(Collectors.toSet());
  }

  /** Returns when each of the tasks has been started this often. */
  private static void awaitRuns(ChaosRun run, Set<Integer> numbers, int times) {
    ChaosRig.await(LIMIT, times + " runs of each task")
        .until(
            () -> numbers.stream().allMatch(n -> starts(run).filter(n::equals).count() >= times));
  }

  private static void awaitEnds(ChaosRun run, int count) {
    ChaosRig.await(LIMIT, count + " ends of runs")
        .until(
            () -> run.executions().marks().stream().filter(mark -> !mark.start()).count() >= count);
  }

  private static Stream<Integer> starts(ChaosRun run) {
    return run.executions().marks().stream()
        .filter(Executions.Mark::start)
        .map(Executions.Mark::number);
  }
}
