package io.distcomp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who called, and from where. Read once at the start of the process; tests make their own.
 *
 * @param environment variables of the process
 * @param home folder below which {@code .distcomp} lies
 * @param directory where the call was made
 */
public record Caller(Map<String, String> environment, Path home, Path directory) {

  public Caller {
    environment = Map.copyOf(environment);
  }

  /** HOME counts if it is an absolute path: elsewhere it is what the shell happened to leave. */
  public static Caller ofProcess(Map<String, String> environment) {
    Path home = Path.of(environment.getOrDefault("HOME", ""));
    return new Caller(
        environment,
        home.isAbsolute() ? home : Path.of(System.getProperty("user.home")),
        Path.of("").toAbsolutePath());
  }

  /** The variable, or null when it is unset or empty. */
  @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  Path distcompHome() {
    return home.resolve(".distcomp");
  }

  /**
   * A path as the caller means it: {@code ~} is home, relative ones start where the call was made.
   */
  Path path(String text) {
    if (text.equals("~") || text.startsWith("~/")) {
      return home.resolve(text.substring(Math.min(2, text.length()))).normalize();
    }
    return directory.resolve(text).normalize();
  }

  /** The short host name as it may be part of a node's name. */
  String hostName() {
    String name = readHostName().replaceAll("\\..*", "").replaceAll("[^A-Za-z0-9_-]", "-");
    String usable = name.replaceAll("^[^A-Za-z0-9]+", "");
    return usable.isEmpty() ? "host" : usable.substring(0, Math.min(usable.length(), 40));
  }

  private String readHostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      // Not Linux: shells export it, and nothing but a name depends on it.
      return environment.getOrDefault("HOSTNAME", "");
    }
  }
}
