package io.distcomp.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who listens on a port, as far as this user may know. Blocking; Linux only, elsewhere it
 * finds nobody.
 */
public final class PortOwner {
  private PortOwner() {}

  private static final String LISTENING = "0A";
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** Such as {@code pid 4711 (java -jar distcomp-fat.jar)}. */
  public static Optional<String> of(int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : new String[] {"tcp", "tcp6"}) {
      sockets.addAll(sockets(Path.of("/proc/net", table), port));
    }
    return sockets.isEmpty() ? Optional.empty() : holder(sockets);
  }

  private static Set<String> sockets(Path table, int port) {
    String suffix = String.format(Locale.ROOT, ":%04X", port);
    Set<String> links = new HashSet<>();
    try {
      for (String line : Files.readAllLines(table)) {
        String[] fields = line.strip().split("\\s+", -1);
        boolean listens =
            fields.length > INODE && fields[1].endsWith(suffix) && fields[STATE].equals(LISTENING);
        if (listens) {
          links.add("socket:[" + fields[INODE] + "]");
        }
      }
    } catch (IOException e) {
      return Set.of(); // No such table: not Linux, or no IPv6.
    }
    return links;
  }

  private static Optional<String> holder(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process, sockets)) {
          return Optional.of("pid " + process.getFileName() + " (" + command(process) + ")");
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (isOneOf(file, sockets)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // Another user's, or over.
    }
    return false;
  }

  private static boolean isOneOf(Path file, Set<String> sockets) {
    try {
      return sockets.contains(Files.readSymbolicLink(file).toString());
    } catch (IOException e) {
      return false;
    }
  }

  private static String command(Path process) {
    try {
      byte[] words = Files.readAllBytes(process.resolve("cmdline"));
      String line = new String(words, StandardCharsets.UTF_8).replace('\0', ' ').strip();
      return ApiError.quote(line);
    } catch (IOException e) {
      return "program unknown";
    }
  }
}
