package io.distcomp.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file to which each execution of a task appends one line, with O_APPEND and in one write: what
 * really ran, whatever a node or Redis say.
 */
record Ledger(Path file) {

  /** One execution. */
  record Line(String task, String node) {
    private static Line parse(String text) {
      String[] words = text.split(" ", -1);
      if (words.length != 2) {
        throw new IllegalStateException("not a line of the ledger: " + text);
      }
      return new Line(words[0], words[1]);
    }
  }

  /** The command that appends the line. */
  String command() {
    return "printf '%s %s\\n' \"$DISTCOMP_TASK_ID\" \"$DISTCOMP_NODE\" >> '" + file + "'";
  }

  List<Line> lines() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file).stream().map(Line::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often each task ran. */
  Map<String, Long> runsOfTasks() {
    return lines().stream().collect(Collectors.groupingBy(Line::task, Collectors.counting()));
  }

  /** The tasks that ran more than once. */
  Set<String> repeated() {
    return runsOfTasks().entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  Set<String> nodes() {
    return lines().stream().map(Line::node).collect(Collectors.toSet());
  }
}
