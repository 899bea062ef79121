package io.distcomp.config;

/**
 * One fault of the configuration. Made here, printed by whoever reads the file.
 *
 * @param file as the user wrote it
 * @param line from 1; 0 when the fault has no place in the file
 * @param column from 1; 0 when the fault has no place in the file
 * @param message what is wrong and what is expected; never shows a secret
 */
public record ConfigMistake(String file, int line, int column, String message) {

  /** In the form {@code file:line:col: message}. */
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line + ":" + column : "") + ": " + message;
  }
}
