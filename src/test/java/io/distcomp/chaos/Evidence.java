package io.distcomp.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is known when a run is over. Collected by {@link ChaosRun}, judged by {@link Oracle};
 * immutable.
 *
 * @param planned the work by its number
 * @param marks the execution ledger
 * @param changed final states that the observer saw change
 * @param dump all keys at the end
 * @param outputs for each finished task whose output is wrong, what is wrong
 * @param recount what does not balance
 * @param survivors processes of tasks after the end of the last node
 * @param nodeNames the name of each node id
 * @param complaints promises that were seen broken by other means
 */
record Evidence(
    Rules rules,
    Map<Integer, Work> planned,
    Set<Integer> attempted,
    Set<Integer> acknowledged,
    List<String> refused,
    List<Executions.Mark> marks,
    List<String> changed,
    Dump dump,
    Map<String, String> outputs,
    List<String> recount,
    List<Long> survivors,
    List<String> resources,
    Map<String, String> nodeNames,
    List<String> complaints) {

  /** What was acknowledged and is not stored. */
  List<Integer> gone() {
    Set<Integer> stored = Set.copyOf(dump.numbers().values());
    return acknowledged.stream().filter(number -> !stored.contains(number)).sorted().toList();
  }

  /**
   * What holds for this run.
   *
   * @param keeps what a Redis that fell still has in the end
   */
  record Rules(Keeps keeps, long maxFailures, long maxLost) {}

  /** What is in Redis in the end of all that it acknowledged. */
  enum Keeps {
    /** Each write. */
    ALL,
    /** What nodes that live on have sent again: every task, and not every claim. */
    TASKS,
    /** What was on the disk: tasks and outcomes may be gone. */
    WHAT_IS_LEFT
  }
}
