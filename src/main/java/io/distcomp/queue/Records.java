package io.distcomp.queue;

import io.distcomp.task.Attempt;
import io.distcomp.task.Incarnation;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a task's record, as record.lua describes it, read into values; and attempt lines
 * written.
 */
final class Records {
  private Records() {}

  private static final int MAX_REASON = 500;

  /** What the head line says that users see. */
  record Head(
      TaskState state,
      int generation,
      int attempt,
      String incarnation,
      int failures,
      int losses,
      int returns,
      Instant since,
      String raisedNeeds) {

    private static final Head UNTOUCHED =
        new Head(TaskState.TODO, 1, 0, "-", 0, 0, 0, Instant.EPOCH, "-");

    boolean isRunning() {
      return state == TaskState.IN_PROGRESS;
    }
  }

  /**
   * Reads the head line; an empty record is a task that nobody touched.
   *
   * @throws IllegalArgumentException when the text is not a record
   */
  static Head head(String record) {
    if (record.isEmpty()) {
      return Head.UNTOUCHED;
    }
    String[] w = record.lines().findFirst().orElse("").split(" ", -1);
    if (w.length < 13 || w[0].length() != 1) {
      throw new IllegalArgumentException("not a record: " + record.lines().findFirst().orElse(""));
    }
    return new Head(
        TaskState.ofCode(w[0].charAt(0)),
        Integer.parseInt(w[1]),
        Integer.parseInt(w[2]),
        w[3],
        Integer.parseInt(w[5]),
        Integer.parseInt(w[6]),
        Integer.parseInt(w[7]),
        Instant.ofEpochMilli(Long.parseLong(w[9])),
        w[10]);
  }

  /** The attempts that are over, oldest first; what cannot be read of them is said. */
  static List<Attempt> attempts(String record) {
    return record
        .lines()
        .skip(1)
        .map(Records::attemptOrNot)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static Attempt attemptOrNot(String line) {
    try {
      return attempt(line);
    } catch (RuntimeException e) {
      Outcome unreadable = Outcome.invalid("unreadable: this line of the record");
      return new Attempt("-", Instant.EPOCH, Instant.EPOCH, unreadable, null, null, false);
    }
  }

  private static Attempt attempt(String line) {
    String[] w = line.split(" ", 11);
    Outcome outcome =
        new Outcome(
            Outcome.Kind.ofWord(w[4]),
            integer(w[5]),
            integer(w[6]),
            w.length > 10 && !w[10].isEmpty() ? w[10] : null);
    Long cpu = number(w[7]);
    return new Attempt(
        w[1],
        Instant.ofEpochMilli(Long.parseLong(w[2])),
        Instant.ofEpochMilli(Long.parseLong(w[3])),
        outcome,
        cpu == null ? null : Duration.ofMillis(cpu),
        number(w[8]),
        w[9].equals("1"));
  }

  /** The line that a commit appends. */
  static String line(int number, Attempt attempt, Outcome outcome) {
    Duration cpu = attempt.cpu();
    Instant ended = attempt.endedAt() == null ? attempt.startedAt() : attempt.endedAt();
    return String.join(
        " ",
        Integer.toString(number),
        attempt.node(),
        Long.toString(attempt.startedAt().toEpochMilli()),
        Long.toString(ended.toEpochMilli()),
        outcome.kind().word(),
        text(outcome.exitCode()),
        text(outcome.signal()),
        text(cpu == null ? null : cpu.toMillis()),
        text(attempt.peakMemoryBytes()),
        attempt.backgroundKilled() ? "1" : "0",
        reason(outcome.reason()));
  }

  /** One line, bounded. */
  static String reason(@Nullable String reason) {
    if (reason == null) {
      return "";
    }
    String line = reason.replaceAll("\\p{Cntrl}", " ").strip();
    return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) : line;
  }

  static @Nullable Incarnation incarnation(Head head) {
    return head.incarnation().equals("-") ? null : new Incarnation(head.incarnation());
  }

  private static String text(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }

  private static @Nullable Integer integer(String word) {
    return word.equals("-") ? null : Integer.valueOf(word);
  }

  private static @Nullable Long number(String word) {
    return word.equals("-") ? null : Long.valueOf(word);
  }
}
