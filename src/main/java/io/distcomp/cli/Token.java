package io.distcomp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the token that a node wants. Used by {@link NodeClient} alone; never printed. */
final class Token {

  private Token() {}

  /**
   * The token, if there is one. An unnamed file may be missing: the node may want no token.
   *
   * @throws CliException when the file cannot be read, was named and is missing, or has no token
   */
  static Optional<String> of(Target target) {
    Path file = target.tokenFile();
    if (file == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(checked(file, Files.readString(file).strip()));
    } catch (NoSuchFileException e) {
      if (target.tokenIsNamed()) {
        throw notAllowed("the token file " + file + " does not exist", e);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw notAllowed("the token file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String checked(Path file, String token) {
    if (!token.matches("[!-~]{1,1000}")) {
      throw new CliException(
          ExitCode.NOT_ALLOWED,
          "the file " + file + " does not hold a token: one word is expected");
    }
    return token;
  }

  private static CliException notAllowed(String message, Throwable cause) {
    return new CliException(ExitCode.NOT_ALLOWED, message, cause);
  }
}
