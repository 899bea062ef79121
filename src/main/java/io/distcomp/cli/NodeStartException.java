package io.distcomp.cli;

/** A node cannot start. Thrown by the launcher, told to the user by {@link Cli}. */
public final class NodeStartException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * An end with words for the user.
   *
   * @param exitCode one of {@link ExitCode}
   * @param message what is wrong, where, and what to do
   */
  public NodeStartException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public NodeStartException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
