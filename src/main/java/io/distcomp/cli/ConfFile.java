package io.distcomp.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The argument of {@code -conf}. Pure; used by the verbs that take one. */
final class ConfFile {

  private ConfFile() {}

  /**
   * The file that is meant.
   *
   * @throws CliException when it is JSON: a password in it would show in the list of processes
   */
  static Path of(String argument, Caller caller) {
    if (argument.stripLeading().startsWith("{")) {
      throw fault(
          "E_SECRET_ON_COMMAND_LINE: JSON on the command line is visible to every user in ps;"
              + " write it to a file with mode 0600 and give its name");
    }
    try {
      return caller.path(argument);
    } catch (InvalidPathException e) {
      throw fault("-conf: '" + Escape.line(argument) + "' is not the name of a file");
    }
  }

  private static CliException fault(String message) {
    return new CliException(ExitCode.BAD_CONFIG, message);
  }
}
