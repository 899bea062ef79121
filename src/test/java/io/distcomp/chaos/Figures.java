package io.distcomp.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run amounts to, for the report. Immutable.
 *
 * @param gone acknowledged, and not stored in the end
 * @param recovered sent, never acknowledged, and stored all the same
 * @param reexecutions runs that ended without an outcome that counts
 * @param overlaps runs that began while another one of the task had not ended, and ended later
 * @param recoveries for each strike and each task that its nodes held, the time until the observer
 *     saw one more outcome of that task, in ascending order
 */
record Figures(
    Map<String, Long> faults,
    int attempted,
    int acknowledged,
    int repeats,
    int gone,
    long recovered,
    long reexecutions,
    long overlaps,
    long stale,
    long already,
    int survivors,
    List<Duration> recoveries) {

  static Figures of(Evidence evidence, ChaosRig rig, Observer observer, int repeats) {
    Map<String, Long> faults = new TreeMap<>();
    rig.strikes().forEach(strike -> faults.merge(strike.kind(), 1L, Long::sum));
    Set<Integer> stored = new HashSet<>(evidence.dump().numbers().values());
    long recovered =
        stored.stream().filter(number -> !evidence.acknowledged().contains(number)).count();
    long counted = evidence.dump().records().values().stream().mapToLong(TaskRecord::counted).sum();
    long starts = evidence.marks().stream().filter(Executions.Mark::start).count();
    return new Figures(
        faults,
        evidence.attempted().size(),
        evidence.acknowledged().size(),
        repeats,
        evidence.gone().size(),
        recovered,
        Math.max(0, starts - counted),
        overlaps(evidence.marks()),
        evidence.dump().counter("stale"),
        evidence.dump().counter("already"),
        evidence.survivors().size(),
        recoveries(rig, observer));
  }

  private static long overlaps(List<Executions.Mark> marks) {
    Map<String, Set<String>> open = new HashMap<>();
    Set<String> overlapped = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (Executions.Mark mark : marks) {
      Set<String> its = open.computeIfAbsent(mark.task(), task -> new HashSet<>());
      if (mark.start()) {
        if (!its.isEmpty()) {
          overlapped.addAll(its);
        }
        its.add(mark.run());
      } else if (its.remove(mark.run()) && overlapped.contains(mark.run())) {
        // A killed run has no end: only one that went on to its end has surely overlapped.
        seen.add(mark.run());
      }
    }
    return seen.size();
  }

  private static List<Duration> recoveries(ChaosRig rig, Observer observer) {
    List<Duration> all = new ArrayList<>();
    for (ChaosRig.Strike strike : rig.strikes()) {
      for (String id : strike.tasks()) {
        observer.recovery(id, strike.nanos()).ifPresent(n -> all.add(Duration.ofNanos(n)));
      }
    }
    return all.stream().sorted().toList();
  }

  /** The smallest recovery that this share of all do not exceed; zero when there is none. */
  Duration recovery(double share) {
    int index = (int) Math.ceil(share * recoveries.size()) - 1;
    return recoveries.isEmpty() ? Duration.ZERO : recoveries.get(Math.max(0, index));
  }

  long injections() {
    return faults.values().stream().mapToLong(n -> n).sum();
  }
}
