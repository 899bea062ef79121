package io.distcomp.taskfile;

import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a submission means. Private to {@link LineTasks}, which hands over only lines that
 * are neither blank nor comments, and are UTF-8.
 */
interface LineForm {

  /** The task of a line, or null when it has mistakes. */
  @Nullable TaskSpec read(String line, long number, Mistakes mistakes);

  static LineForm lines() {
    return TaskLine::read;
  }

  /** Each line is a command of one cpu. */
  static LineForm plain(int priority) {
    return (line, number, mistakes) -> {
      Commands.Fault fault = Commands.fault(line);
      if (fault != null) {
        mistakes.add(number, fault.code(), fault.message());
        return null;
      }
      return TaskSpec.of(TaskType.SHELL, line, priority, Defaults.NEEDS);
    };
  }

  /** Decided by the first line. */
  static LineForm told(int priority) {
    return new Told(priority);
  }

  /** What commands without own needs have. */
  final class Defaults {
    /** One cpu, and no memory of its own. */
    static final Resources NEEDS = new Resources(0, 1000);

    private Defaults() {}
  }

  /** Task lines or plain commands, whichever the first line looks like. */
  final class Told implements LineForm {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][\\w-]*");
    private static final Pattern BLANK = Pattern.compile("\\s");

    private final LineForm plain;
    private @Nullable LineForm form;

    private Told(int priority) {
      plain = plain(priority);
    }

    @Override
    public @Nullable TaskSpec read(String line, long number, Mistakes mistakes) {
      LineForm chosen = form;
      if (chosen == null) {
        chosen = looksLikeTaskLine(line) ? lines() : this::command;
        form = chosen;
      }
      return chosen.read(line, number, mistakes);
    }

    private @Nullable TaskSpec command(String line, long number, Mistakes mistakes) {
      int[] colons = TaskLine.colons(line);
      if (colons[3] >= 0 && hasTypeBefore(line, colons[0])) {
        mistakes.add(
            number,
            "E_MIXED",
            "a task line, but the first line is a plain command; --format plain runs it as it is,"
                + " --format lines expects a task in each line");
        return null;
      }
      return plain.read(line, number, mistakes);
    }

    private static boolean looksLikeTaskLine(String line) {
      int[] colons = TaskLine.colons(line);
      if (colons[0] < 0) {
        return false;
      }
      return hasTypeBefore(line, colons[0]) || (colons[2] >= 0 && hasFields(line, colons));
    }

    private static boolean hasTypeBefore(String line, int colon) {
      return TaskLine.TYPES.contains(line.substring(0, colon).strip());
    }

    /** A word and two more fields without white space in them. */
    private static boolean hasFields(String line, int[] colons) {
      return WORD.matcher(line.substring(0, colons[0]).strip()).matches()
          && !BLANK.matcher(line.substring(colons[0], colons[2]).strip()).find();
    }
  }
}
