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

  /**
   * What holds for this run.
   *
   * @param redisLosesData acknowledged writes may be gone, and with them tasks and outcomes
   */
  record Rules(boolean redisLosesData, long maxFailures, long maxLost) {}
}
