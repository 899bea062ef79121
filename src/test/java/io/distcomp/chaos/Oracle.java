package io.distcomp.chaos;

import io.distcomp.chaos.Evidence.Keeps;
import io.distcomp.chaos.Violation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges a run from its ledgers alone, in the words of Jepsen's checker of queues: attempted,
 * acknowledged, lost, recovered, unexpected, duplicated. One use; {@link #judge} is the way in.
 */
final class Oracle {

  private static final int MAX_RETURNS = 16;

  private final Evidence evidence;
  private final List<Violation> found = new ArrayList<>();
  private final Map<String, Integer> numbers;
  private final Map<String, TaskRecord> records;
  private final Map<String, List<Executions.Mark>> marks = new HashMap<>();

  private Oracle(Evidence evidence) {
    this.evidence = evidence;
    numbers = new TreeMap<>(evidence.dump().numbers());
    records = evidence.dump().records();
    evidence.marks().forEach(m -> marks.computeIfAbsent(m.task(), k -> new ArrayList<>()).add(m));
  }

  /** Every broken promise; empty when all were kept. */
  static List<Violation> judge(Evidence evidence) {
    Oracle oracle = new Oracle(evidence);
    oracle.submissions();
    oracle.strangers();
    oracle.numbers.forEach(oracle::task);
    oracle.whatWasSeen();
    return List.copyOf(oracle.found);
  }

  private void report(Kind kind, String what) {
    found.add(new Violation(kind, what));
  }

  private boolean keepsAll() {
    return evidence.rules().keeps() == Keeps.ALL;
  }

  /** I1: all that was acknowledged is there, once. */
  private void submissions() {
    Set<Integer> stored = new HashSet<>();
    numbers.forEach(
        (id, number) -> {
          if (!stored.add(number)) {
            report(Kind.DUPLICATED, "task " + number + " is stored again as " + id);
          }
          if (!evidence.attempted().contains(number)) {
            report(Kind.UNEXPECTED, id + " was never submitted");
          }
        });
    if (evidence.rules().keeps() != Keeps.WHAT_IS_LEFT) {
      evidence.gone().forEach(number -> report(Kind.LOST, "task " + number));
    }
    evidence.refused().forEach(answer -> report(Kind.REFUSED, answer));
  }

  /** I9: no record and no run of a task that is not stored, and each run is of its own command. */
  private void strangers() {
    records.keySet().stream()
        .filter(id -> !numbers.containsKey(id))
        .forEach(id -> report(Kind.UNEXPECTED, "the record of " + id + " has no task"));
    for (Executions.Mark mark : evidence.marks()) {
      Integer number = numbers.get(mark.task());
      boolean other = number != null && number != mark.number();
      boolean stranger = number == null || other;
      if (stranger && keepsAll()) {
        report(Kind.UNEXPECTED, "a run of " + mark.number() + " as task " + mark.task());
      }
    }
  }

  private void task(String id, int number) {
    TaskRecord record = records.get(id);
    if (record == null || !record.isFinal()) {
      report(Kind.STUCK, id + " at the end: " + record);
      return;
    }
    outcomes(id, record);
    runs(id, record);
    limits(id, record);
    Work work = evidence.planned().get(number);
    if (work != null) {
      end(id, record, work);
    }
  }

  /** I3: one outcome for each attempt, and nothing counts behind a final one. */
  private void outcomes(String id, TaskRecord record) {
    Set<Long> counted = new HashSet<>();
    for (TaskRecord.Line line : record.lines()) {
      if (line.counts() && !counted.add(line.attempt())) {
        report(Kind.DUPLICATE_COMMIT, id + " has two outcomes of attempt " + line.attempt());
      }
      if (line.succeeded() && !line.equals(record.last())) {
        report(Kind.DUPLICATE_COMMIT, id + " went on after it had succeeded: " + record.lines());
      }
    }
    if (record.generation() != 1) {
      report(Kind.UNEXPECTED, id + " has generation " + record.generation());
    }
  }

  /** I4 and I8: the outcome is the one of the run that held the token, and that run was there. */
  private void runs(String id, TaskRecord record) {
    List<Executions.Mark> its = marks.getOrDefault(id, List.of());
    Set<String> started = new HashSet<>();
    for (Executions.Mark mark : its) {
      // The same node may claim again what Redis has forgotten: then both runs have one token.
      boolean again = mark.start() && !started.add(mark.run());
      if (again && keepsAll()) {
        report(Kind.ATTEMPTS, "one claim of " + id + " ran twice: " + mark);
      }
      if (mark.attempt() > record.attempt() && keepsAll()) {
        report(Kind.ATTEMPTS, id + " ran attempt " + mark.attempt() + " of " + record.attempt());
      }
    }
    TaskRecord.Line last = record.last();
    if (last != null && last.counts() && !last.outcome().equals("invalid")) {
      owner(id, record, last, its);
    }
  }

  private void owner(
      String id, TaskRecord record, TaskRecord.Line last, List<Executions.Mark> its) {
    List<Executions.Mark> owned =
        its.stream()
            .filter(m -> m.incarnation().equals(record.incarnation()))
            .filter(m -> m.attempt() == record.attempt())
            .toList();
    boolean byOwner =
        last.attempt() == record.attempt()
            && owned.stream().allMatch(m -> last.node().equals(evidence.nodeNames().get(m.node())));
    boolean ended = owned.stream().anyMatch(mark -> !mark.start());
    // A loaded machine may need longer for the shell than the whole timeout.
    boolean ran = !owned.isEmpty() || last.outcome().equals("timed_out");
    if (!byOwner || !ran || (last.succeeded() && !ended)) {
      report(
          Kind.MISATTRIBUTED,
          id
              + ": '"
              + last.text()
              + "' under attempt "
              + record.attempt()
              + " of incarnation "
              + record.incarnation()
              + "; the ledger has "
              + its);
    }
  }

  /** I11: what is counted is what happened. */
  private void limits(String id, TaskRecord record) {
    boolean right =
        record.failures() == record.failedAttempts()
            && record.losses() == record.withOutcome("lost")
            && record.failures() <= evidence.rules().maxFailures()
            && record.losses() <= evidence.rules().maxLost()
            && record.returns() <= MAX_RETURNS + 1;
    if (!right) {
      report(Kind.LIMITS, id + ": " + record);
    }
  }

  /** The end is the one of its command, whatever happened on the way. */
  private void end(String id, TaskRecord record, Work work) {
    String state = record.state();
    boolean lost = state.equals("f") && record.losses() >= evidence.rules().maxLost();
    boolean right =
        switch (work.kind()) {
          case POISON -> lost;
          case FAILS -> state.equals("f") && record.withOutcome("failed") == ChaosRig.MAX_FAILURES;
          case TIMES_OUT -> state.equals("f") && record.withOutcome("timed_out") == 1;
          default -> state.equals("d") && Objects.requireNonNull(record.last()).succeeded();
        };
    if (!right) {
      report(Kind.WRONG_END, id + " " + work.kind() + ": " + record);
    }
  }

  private void whatWasSeen() {
    if (keepsAll()) {
      evidence.changed().forEach(text -> report(Kind.CHANGED, text));
    }
    evidence.outputs().forEach((id, text) -> report(Kind.OUTPUT, id + ": " + text));
    evidence.recount().forEach(text -> report(Kind.COUNTERS, text));
    evidence.survivors().forEach(pid -> report(Kind.SURVIVOR, "process " + pid));
    evidence.resources().forEach(text -> report(Kind.RESOURCES, text));
    evidence.complaints().forEach(text -> report(Kind.PROMISE, text));
  }
}
