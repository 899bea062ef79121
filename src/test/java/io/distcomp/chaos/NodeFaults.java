package io.distcomp.chaos;

import io.distcomp.it.MarkedProcesses;
import io.distcomp.testkit.NodeProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Faults of whole nodes: killed, frozen, told to stop. Each is made by a test. */
final class NodeFaults {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration GONE = Duration.ofSeconds(5);

  private NodeFaults() {}

  /** {@code kill -9}, and a restart after 0 to 5 s. */
  record Kill() implements Fault {
    @Override
    public String kind() {
      return "node kill -9";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      int number = random.nextInt(rig.size());
      rig.struck(kind(), List.of(number));
      rig.node(number).kill();
      ChaosRig.last(Duration.ofMillis(random.nextInt(5000)));
      rig.revive(number);
    }
  }

  /** SIGSTOP for longer than a lease. */
  record Freeze() implements Fault {
    @Override
    public String kind() {
      return "node frozen";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      int number = random.nextInt(rig.size());
      rig.struck(kind(), List.of(number));
      rig.node(number).signal("STOP");
      ChaosRig.last(Duration.ofMillis(random.nextInt(4000, 8000)));
      rig.node(number).signal("CONT");
    }
  }

  /**
   * SIGSTOP before a task's end, and SIGCONT when it has ended and another node has begun it again:
   * the outcome of the frozen node comes late for certain.
   */
  record FreezeBeforeCommit(Workload workload, Executions ledger, Submitter submitter)
      implements Fault {

    private static final int LONG_ENOUGH_MILLIS = 3500;

    @Override
    public String kind() {
      return "node frozen between exit and commit";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      Work work = workload.one(Work.Kind.LONG, LONG_ENOUGH_MILLIS);
      submitter.send(List.of(work));
      ChaosRig.await(START, "a run of " + work).until(() -> !runs(work).isEmpty());
      int number = rig.numberOf(runs(work).get(0).node());
      rig.struck(kind(), List.of(number));
      rig.node(number).signal("STOP");
      try {
        ChaosRig.await(START, "the end of its run and another one")
            .until(() -> runs(work).size() > 1 && hasEnded(work, runs(work).get(0)));
      } finally {
        rig.node(number).signal("CONT");
      }
    }

    private List<Executions.Mark> runs(Work work) {
      return ledger.marks().stream()
          .filter(mark -> mark.start() && mark.number() == work.number())
          .toList();
    }

    private boolean hasEnded(Work work, Executions.Mark first) {
      return ledger.marks().stream()
          .filter(mark -> !mark.start() && mark.number() == work.number())
          .anyMatch(mark -> mark.run().equals(first.run()));
    }
  }

  /** {@code kill -9} of a node whose tasks have started processes in sessions of their own. */
  record KillWithGrandchildren(Workload workload, Submitter submitter) implements Fault {

    private static final int TASKS = 10;

    @Override
    public String kind() {
      return "node kill -9 with grandchildren";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      submitter.send(
          java.util.stream.IntStream.range(0, TASKS)
              .mapToObj(i -> workload.one(Work.Kind.GRANDCHILDREN, 0))
              .toList());
      for (int number = 0; number < rig.size(); number++) {
        killOne(rig, number);
      }
    }

    /** All nodes in turn: then each of these tasks has lost its first attempt. */
    private void killOne(ChaosRig rig, int number) {
      NodeProcess node = rig.node(number);
      String dead = node.nodeId() + "." + rig.incarnation(number);
      rig.struck(kind(), List.of(number));
      node.kill();
      rig.revive(number);
      try {
        ChaosRig.await(GONE, "the end of the dead node's processes")
            .until(() -> MarkedProcesses.ofNode(dead).isEmpty());
      } catch (org.awaitility.core.ConditionTimeoutException e) {
        rig.complain("processes of a dead incarnation live: " + MarkedProcesses.ofNode(dead));
      }
    }
  }

  /** SIGTERM, half of the time twice; then it must end in time, with nothing left. */
  record Stop() implements Fault {

    private static final Duration CLOSING = Duration.ofSeconds(10);

    @Override
    public String kind() {
      return "node SIGTERM";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      int number = random.nextInt(rig.size());
      NodeProcess node = rig.node(number);
      rig.struck(kind(), List.of(number));
      long asked = System.nanoTime();
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(node::stop);
      if (random.nextBoolean()) {
        ChaosRig.last(Duration.ofMillis(random.nextInt(100, 1000)));
        hurry(node);
      }
      int code = exit.join();
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      if (code != 0 || took.compareTo(ChaosRig.DRAIN.plus(ChaosRig.GRACE).plus(CLOSING)) > 0) {
        rig.complain(node.name() + " stopped with " + code + " after " + took);
      }
      List<Long> left = MarkedProcesses.ofNode(node.nodeId());
      if (!left.isEmpty()) {
        rig.complain("processes of the stopped " + node.name() + " live: " + left);
      }
      rig.revive(number);
    }

    /** It may have ended by the first signal already. */
    private static void hurry(NodeProcess node) {
      ProcessHandle.of(node.pid()).ifPresent(ProcessHandle::destroy);
    }
  }

  /** A task that kills its node with {@code kill -9}, until it may not do so any more. */
  record Poison(Workload workload, Submitter submitter, int maxLost) implements Fault {

    private static final Duration END = Duration.ofMinutes(2);

    @Override
    public String kind() {
      return "poison task";
    }

    @Override
    public void inject(ChaosRig rig, RandomGenerator random) {
      Work work = workload.one(Work.Kind.POISON, 0);
      submitter.send(List.of(work));
      int[] deaths = {0};
      ChaosRig.await(END, "the end of " + work)
          .until(
              () -> {
                deaths[0] += reviveDead(rig);
                return isFinal(rig, work);
              });
      deaths[0] += reviveDead(rig);
      if (deaths[0] != maxLost) {
        rig.complain(work + " killed " + deaths[0] + " nodes, not " + maxLost);
      }
    }

    private int reviveDead(ChaosRig rig) {
      Set<Integer> dead =
          java.util.stream.IntStream.range(0, rig.size())
              .filter(i -> !rig.node(i).isAlive())
              .boxed()
              .collect(Collectors.toSet());
      for (int number : dead) {
        rig.struck(kind(), List.of(number));
        rig.revive(number);
      }
      return dead.size();
    }

    private static boolean isFinal(ChaosRig rig, Work work) {
      Dump dump = Dump.ofTasks(rig.redis().port());
      return dump.numbers().entrySet().stream()
          .filter(entry -> entry.getValue() == work.number())
          .anyMatch(
              entry -> {
                TaskRecord record = dump.records().get(entry.getKey());
                return record != null && record.isFinal();
              });
    }
  }
}
