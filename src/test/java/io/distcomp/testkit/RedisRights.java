package io.distcomp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The documented rights of a node in Redis; for the classes of {@link LeastRights}. */
public final class RedisRights {

  private static final String USER = "distcomp";

  /** Name and password in a URL. */
  static final String LOGIN = USER + ":least";

  private RedisRights() {}

  /** The line of redis.conf for a test class; empty when it has all rights. */
  static Optional<String> of(Class<?> test) {
    boolean all = "least".equals(System.getProperty("distcomp.test.redis.rights"));
    return all || test.isAnnotationPresent(LeastRights.class)
        ? Optional.of(documented().replace("{default}", "{*}").replace(">PASSWORD", ">least"))
        : Optional.empty();
  }

  /**
   * Whether this ACL LOG has something that the node was refused; tests make users of their own.
   */
  static boolean wereTooFew(String log) {
    return log.contains("\nusername\n" + USER + "\n");
  }

  /** The line as the document has it. */
  public static String documented() {
    try {
      return Files.readAllLines(Path.of("docs/security.md")).stream()
          .filter(line -> line.startsWith("user distcomp on "))
          .findFirst()
          .orElseThrow(() -> new AssertionError("docs/security.md has no line of rights"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
