package io.distcomp.cli;

/** The exit codes that scripts may rely on. Free to use by whoever ends the process. */
public final class ExitCode {

  public static final int OK = 0;

  /** Some tasks failed or were cancelled. */
  public static final int TASKS_FAILED = 1;

  /** A wrong command line, or it names something that does not exist. */
  public static final int USAGE = 2;

  /** A bad or unreadable task file. */
  public static final int BAD_FILE = 65;

  /** No node or no Redis answers. */
  public static final int UNAVAILABLE = 69;

  /** A fault of this program. */
  public static final int INTERNAL = 70;

  /** The token was not accepted. */
  public static final int NOT_ALLOWED = 77;

  /** Any fault of the configuration. */
  public static final int BAD_CONFIG = 78;

  /** Ctrl-C while waiting. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
