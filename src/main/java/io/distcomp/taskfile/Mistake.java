package io.distcomp.taskfile;

import org.jspecify.annotations.Nullable;

/**
 * One fault of a submission.
 *
 * @param line from 1; 0 when the place is a path alone
 * @param code in the manner of {@code E_PRIORITY}
 * @param message says what is wrong and what is expected; quotes at most 80 escaped characters
 * @param path JSON pointer, in JSON submissions
 */
public record Mistake(long line, String code, String message, @Nullable String path) {

  @Override
  public String toString() {
    return code
        + (line > 0 ? " line " + line : "")
        + (path == null ? "" : " " + path)
        + ": "
        + message;
  }
}
