package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The execution ledger: a file to which each run of a task appends a line when it starts and one
 * when it ends, with O_APPEND and in one write, by builtins of the shell alone. What really ran,
 * whatever a node or Redis say. The time is the machine's uptime, to a hundredth of a second.
 */
record Executions(Path folder) {

  /** One line: the start or the end of a run. */
  record Mark(
      String task,
      String node,
      String incarnation,
      long attempt,
      int number,
      boolean start,
      double uptime) {

    /** Names the run: the same claim. */
    String run() {
      return task + " " + attempt + " " + incarnation;
    }
  }

  /** {@code task node-id.incarnation.task.generation.attempt attempt number S|E uptime} */
  static Mark parse(String text) {
    String[] w = text.split(" ", -1);
    if (w.length != 6) {
      throw new IllegalStateException("not a line of the ledger: " + text);
    }
    String[] mark = w[1].split("\\.", -1);
    return new Mark(
        w[0],
        mark[0],
        mark[1],
        Long.parseLong(w[2]),
        Integer.parseInt(w[3]),
        w[4].equals("S"),
        Double.parseDouble(w[5]));
  }

  Path file() {
    return folder.resolve("executions");
  }

  /** Writes the script that each command reads first; its path. */
  String script() {
    String body =
        "() { read u x </proc/uptime; printf '%s %s %s %s @ %s\\n' \"$DISTCOMP_TASK_ID\" "
            + "\"$DISTCOMP_MARK\" \"$DISTCOMP_ATTEMPT\" \"$1\" \"$u\" >>'"
            + file()
            + "'; }\n";
    try {
      Path script = folder.resolve("ledger.sh");
      Files.writeString(script, "s" + body.replace('@', 'S') + "e" + body.replace('@', 'E'));
      return script.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All lines in the order in which they were written. */
  List<Mark> marks() {
    try {
      return Files.exists(file())
          ? Files.readAllLines(file()).stream().map(Executions::parse).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
