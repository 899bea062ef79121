package io.distcomp.task;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a task stands, in the words of the Python tool plus {@code waiting}. */
public enum TaskState {
  TODO('t'),
  /** Has a not-before time: a delayed start or the back-off of a retry. */
  WAITING('w'),
  IN_PROGRESS('p'),
  FINISHED('d'),
  FAILED('f'),
  CANCELLED('c');

  private final char code;

  TaskState(char code) {
    this.code = code;
  }

  /** The letter that stands for it in Redis. */
  public char code() {
    return code;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isFinal() {
    return this == FINISHED || this == FAILED || this == CANCELLED;
  }

  public static TaskState ofCode(char code) {
    return Arrays.stream(values())
        .filter(s -> s.code == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no state has the code '" + code + "'"));
  }

  public static Optional<TaskState> ofWord(String word) {
    return Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
  }
}
