package io.distcomp.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The living processes of a node's tasks, found by the mark in their environment. */
public final class MarkedProcesses {
  private MarkedProcesses() {}

  /** Process ids; those that end meanwhile may be missing. */
  public static List<Long> ofNode(String nodeId) {
    String prefix = "DISTCOMP_MARK=" + nodeId + ".";
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        if (hasVariable(process.resolve("environ"), prefix)) {
          found.add(Long.valueOf(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static boolean hasVariable(Path environ, String prefix) {
    try {
      String text = new String(Files.readAllBytes(environ), StandardCharsets.ISO_8859_1);
      return Arrays.stream(text.split("\0", -1)).anyMatch(variable -> variable.startsWith(prefix));
    } catch (IOException e) {
      return false; // it has ended, or is another user's
    }
  }
}
