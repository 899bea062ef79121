package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.chaos.Evidence.Keeps;
import io.distcomp.testkit.NodeProcessLogs;
import io.distcomp.testkit.RedisServer.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Faults of nodes and of Redis under load, one test for each kind. Sizes are the full ones times
 * {@code distcomp.chaos.scale}; tests tagged {@code chaos-full} run in the full form alone.
 */
@Tag("chaos")
@Timeout(3600)
@ExtendWith(NodeProcessLogs.class)
class ChaosIT {

  @Test
  void nodesThatAreKilledCostNoTask() {
    clean("C1", ChaosRig.with(Durability.ALWAYS), run -> List.of(new NodeFaults.Kill()), 25, 3000);
  }

  @Test
  void nodesThatAreFrozenLongerThanTheirLeaseCommitNothingTwice() {
    Figures figures =
        clean(
            "C2",
            ChaosRig.with(Durability.ALWAYS),
            run -> List.of(beforeCommit(run), new NodeFaults.Freeze()),
            20,
            2000);
    assertThat(figures.stale()).as("late outcomes that were refused").isPositive();
  }

  private static Fault beforeCommit(ChaosRun run) {
    return new NodeFaults.FreezeBeforeCommit(run.workload(), run.executions(), run.submitter());
  }

  @Test
  void aRedisThatIsKilledCostsNoTask() {
    clean(
        "C3", ChaosRig.with(Durability.ALWAYS), run -> List.of(new ServerFaults.Kill()), 20, 3000);
  }

  @Test
  @Tag("chaos-full")
  void aRedisThatIsKilledBetweenItsSyncsCostsNoTask() {
    clean(
        "C4",
        ChaosRig.with(Durability.EVERYSEC),
        run -> List.of(new ServerFaults.Kill()),
        20,
        4000);
  }

  @Test
  @Tag("chaos-full")
  void aRedisThatLosesItsNewestWritesLeavesNothingStuck() {
    balances("C5", Keeps.TASKS, new ServerFaults.CutTail(), 15, 1500);
  }

  /** Nobody sends anything again: what is gone is counted, and what is there balances. */
  @Test
  @Tag("chaos-full")
  void aFallOfEverythingLeavesNothingStuck() {
    balances("C4 all fall", Keeps.WHAT_IS_LEFT, new ServerFaults.Fall(false), 20, 4000);
  }

  @Test
  @Tag("chaos-full")
  void aFallOfEverythingThatCostsTheNewestWritesLeavesNothingStuck() {
    balances("C5 all fall", Keeps.WHAT_IS_LEFT, new ServerFaults.Fall(true), 15, 1500);
  }

  private static void balances(String name, Keeps keeps, Fault fault, int injections, int tasks) {
    ChaosRig.Plan plan =
        ChaosRig.with(Durability.EVERYSEC).conf(conf -> conf.with("max_lost", injections + 1));
    try (ChaosRun run = new ChaosRun(name, plan, Scale.seed())) {
      run.rules(keeps, injections + 1);
      assertThat(run.run(List.of(fault), Scale.of(injections), Scale.of(tasks))).isEmpty();
    }
  }

  @Test
  void aRedisThatAnswersNothingForAWhileCostsNoTask() {
    clean(
        "C6",
        ChaosRig.with(Durability.ALWAYS),
        run -> List.of(new ServerFaults.Freeze()),
        10,
        1000);
  }

  /** Not in the short form: a task that runs beside the poison is lost as often as the poison. */
  @Test
  @Tag("chaos-full")
  void aTaskThatKillsItsNodeEndsAndTheOthersFinish() {
    ChaosRig.Plan plan =
        ChaosRig.with(Durability.ALWAYS).conf(conf -> conf.with("max_lost", POISON_LOST));
    try (ChaosRun run = new ChaosRun("C13", plan, Scale.seed())) {
      run.rules(Keeps.ALL, POISON_LOST);
      Fault poison = new NodeFaults.Poison(run.workload(), run.submitter(), POISON_LOST);
      assertThat(run.run(List.of(poison), Scale.of(3), Scale.of(500))).isEmpty();
    }
  }

  private static final int POISON_LOST = 3;

  @Test
  void aKilledNodeLeavesNoGrandchild() {
    clean(
        "C15",
        ChaosRig.with(Durability.ALWAYS),
        run -> List.of(new NodeFaults.KillWithGrandchildren(run.workload(), run.submitter())),
        2,
        50);
  }

  @Test
  void nodesThatAreToldToStopGiveTheirTasksBack() {
    clean("C16", ChaosRig.with(Durability.ALWAYS), run -> List.of(new NodeFaults.Stop()), 10, 1000);
  }

  @Test
  @Tag("chaos-full")
  void commandsOfAnOperatorCostNoTask() {
    clean("C18", ChaosRig.with(Durability.ALWAYS), run -> ServerFaults.Command.all(), 30, 1000);
  }

  @Test
  @Tag("chaos-full")
  void everythingAtOnceCostsNoTask() {
    clean("C19", ChaosRig.with(Durability.ALWAYS), ChaosIT::all, 150, 15_000);
  }

  /** One node with many slots and commands that do nothing, as in {@code bench/run noop}. */
  @Test
  @Tag("chaos-full")
  void theBooksBalanceUnderTheLoadOfTheBench() {
    ChaosRig.Plan plan =
        ChaosRig.with(Durability.EVERYSEC)
            .nodes(1)
            .conf(conf -> conf.with("max_task_per_worker", 32));
    List<Fault> faults = List.of(new NodeFaults.Kill(), new ServerFaults.Kill());
    try (ChaosRun run = new ChaosRun("bench load", plan, Scale.seed())) {
      List<Work> work =
          IntStream.range(0, Scale.of(20_000))
              .mapToObj(i -> run.workload().one(Work.Kind.QUICK, 0))
              .toList();
      assertThat(run.run(faults, Scale.of(10), work)).isEmpty();
    }
  }

  private static List<Fault> all(ChaosRun run) {
    List<Fault> faults = new ArrayList<>(ServerFaults.Command.all());
    faults.addAll(
        List.of(
            new NodeFaults.Kill(),
            new NodeFaults.Freeze(),
            beforeCommit(run),
            new NodeFaults.Stop(),
            new ServerFaults.Kill(),
            new ServerFaults.Freeze()));
    return faults;
  }

  private static Figures clean(
      String name,
      ChaosRig.Plan plan,
      Function<ChaosRun, List<Fault>> faults,
      int injections,
      int tasks) {
    try (ChaosRun run = new ChaosRun(name, plan, Scale.seed())) {
      assertThat(run.run(faults.apply(run), Scale.of(injections), Scale.of(tasks))).isEmpty();
      return run.figures();
    }
  }
}
