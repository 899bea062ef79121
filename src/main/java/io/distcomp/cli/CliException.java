package io.distcomp.cli;

/**
 * An end of a verb that the user is told about in words. Thrown anywhere in this package, caught in
 * {@link Cli} alone.
 */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** The API's own word for it, such as {@code E_MOVED}; empty where it is not from there. */
  private final String code;

  CliException(int exitCode, String message) {
    this(exitCode, message, "");
  }

  CliException(int exitCode, String message, String code) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }

  CliException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.code = "";
  }

  static CliException usage(String message) {
    return new CliException(ExitCode.USAGE, message);
  }

  static CliException unavailable(String message) {
    return new CliException(ExitCode.UNAVAILABLE, message);
  }

  int exitCode() {
    return exitCode;
  }

  String code() {
    return code;
  }
}
