package io.distcomp.task;

import java.util.Arrays;
import java.util.Optional;

/** How a command is run. */
public enum TaskType {
  /** {@code /bin/sh -c command}. */
  SHELL("shell"),
  /** {@code python3 command}: a script and its arguments, or {@code -c '...'}. */
  PYTHON("python"),
  /** Echoes {@code demo command}. */
  DEMO("demo");

  private final String word;

  TaskType(String word) {
    this.word = word;
  }

  /** The word of task lines and of the API. */
  public String word() {
    return word;
  }

  public static Optional<TaskType> of(String word) {
    return Arrays.stream(values()).filter(t -> t.word.equals(word)).findFirst();
  }
}
