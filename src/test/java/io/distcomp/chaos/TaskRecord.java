package io.distcomp.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A task's record in Redis, read as {@code record.lua} describes it. Immutable, for the oracle. */
record TaskRecord(
    String state,
    long generation,
    long attempt,
    String incarnation,
    String token,
    long failures,
    long losses,
    long returns,
    List<Line> lines) {

  private static final Set<String> FINAL = Set.of("d", "f", "c");
  private static final Set<String> FAILURES = Set.of("failed", "timed_out");

  /** One attempt that is over. */
  record Line(
      String text,
      long attempt,
      String node,
      long startMillis,
      long endMillis,
      String outcome,
      String reason) {

    private static Line parse(String text) {
      String[] w = text.split(" ", 11);
      return new Line(
          text,
          Long.parseLong(w[0]),
          w[1],
          Long.parseLong(w[2]),
          Long.parseLong(w[3]),
          w[4],
          w.length > 10 ? w[10] : "");
    }

    /** Whether a node said how it ended; a reaper says {@code lost}, a drain gives back. */
    boolean counts() {
      return !outcome.equals("lost") && !outcome.equals("returned");
    }

    boolean succeeded() {
      return outcome.equals("succeeded");
    }
  }

  static TaskRecord parse(String text) {
    String[] lines = text.split("\n", -1);
    String[] w = lines[0].split(" ", -1);
    List<Line> attempts = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      attempts.add(Line.parse(lines[i]));
    }
    return new TaskRecord(
        w[0],
        Long.parseLong(w[1]),
        Long.parseLong(w[2]),
        w[3],
        w[4],
        Long.parseLong(w[5]),
        Long.parseLong(w[6]),
        Long.parseLong(w[7]),
        List.copyOf(attempts));
  }

  boolean isFinal() {
    return FINAL.contains(state);
  }

  /** How many attempts have an outcome of their own. */
  long counted() {
    return lines.stream().filter(Line::counts).count();
  }

  long withOutcome(String outcome) {
    return lines.stream().filter(line -> line.outcome().equals(outcome)).count();
  }

  long failedAttempts() {
    return lines.stream().filter(line -> FAILURES.contains(line.outcome())).count();
  }

  /** Null when there is none. */
  Line last() {
    return lines.isEmpty() ? null : lines.get(lines.size() - 1);
  }
}
