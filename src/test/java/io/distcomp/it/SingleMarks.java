package io.distcomp.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.distcomp.testkit.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes that a node's tasks have left on this machine, found by their mark in /proc. */
final class SingleMarks {

  private SingleMarks() {}

  /** Their ids; a zombie has no environment any more and does not count. */
  static List<String> processesOf(NodeProcess node) {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        if (isMarked(process, node.nodeId())) {
          found.add(process.getFileName().toString());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static boolean isMarked(Path process, String nodeId) {
    try {
      String environment = Files.readString(process.resolve("environ"), ISO_8859_1);
      return ("\0" + environment).contains("\0DISTCOMP_MARK=" + nodeId + ".");
    } catch (IOException e) {
      // It ended while we looked.
      return false;
    }
  }
}
