package io.distcomp.taskfile;

import io.distcomp.task.Counted;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line {@code type:priority:min_dram_gb:min_cpu[:timeout_seconds]:command}, read and written.
 * Anybody may use it; it keeps nothing.
 *
 * <p>The line is split at its first four colons. The fifth field is a timeout only if it is all
 * digits and a command follows; everything after that is the command, colons included.
 */
public final class TaskLine {
  static final List<String> TYPES = Arrays.stream(TaskType.values()).map(TaskType::word).toList();

  private static final String FORM = "type:priority:min_dram_gb:min_cpu:command";
  private static final Pattern LINE_BREAK = Pattern.compile("\\n|\\r\\z");
  private static final BigDecimal GB = new BigDecimal(1L << 30);

  private TaskLine() {}

  /** What a line says: a task, or else the mistakes in it. */
  public record Parsed(@Nullable TaskSpec task, List<Mistake> mistakes) {
    public Parsed {
      mistakes = List.copyOf(mistakes);
    }
  }

  /** Reads a line without its line end; {@code number} is for the messages, from 1. */
  public static Parsed parse(String line, long number) {
    Mistakes mistakes = new Mistakes();
    return new Parsed(read(line, number, mistakes), mistakes.list());
  }

  /**
   * Writes a task so that {@link #parse} gives it back; empty when no line can say it: it has tags,
   * a working directory, an environment, own retries or part of a second in its timeout, or its
   * command contains a line break, or begins like a timeout where the task has none.
   */
  public static Optional<String> format(TaskSpec task) {
    return Optional.of(write(task))
        .filter(line -> !LINE_BREAK.matcher(line).find())
        .filter(line -> task.equals(parse(line, 1).task()));
  }

  static @Nullable TaskSpec read(String line, long number, Mistakes mistakes) {
    int[] colons = colons(line);
    if (colons[3] < 0) {
      mistakes.add(number, "E_FIELDS", "expected " + FORM + ", found " + fields(colons));
      return null;
    }
    Reader in = new Reader(number, mistakes);
    long before = mistakes.count();
    TaskType type = in.type(line.substring(0, colons[0]).strip());
    int priority = in.priority(line.substring(colons[0] + 1, colons[1]).strip());
    BigDecimal gb = in.gb(line.substring(colons[1] + 1, colons[2]).strip());
    BigDecimal cpus = in.cpus(line.substring(colons[2] + 1, colons[3]).strip());
    int end = timeoutEnd(line, colons[3] + 1);
    Duration timeout = end < 0 ? null : in.timeout(line.substring(colons[3] + 1, end));
    String command = in.command(line.substring(Math.max(colons[3], end) + 1));
    return mistakes.count() > before
        ? null
        : TaskSpec.of(type, command, priority, Resources.of(gb, cpus)).withTimeout(timeout);
  }

  /** Where the first four colons are, -1 for missing ones. */
  static int[] colons(String line) {
    int[] at = {-1, -1, -1, -1};
    int from = 0;
    for (int i = 0; i < at.length; i++) {
      at[i] = line.indexOf(':', from);
      if (at[i] < 0) {
        break;
      }
      from = at[i] + 1;
    }
    return at;
  }

  private static String fields(int[] colons) {
    long found = 1 + Arrays.stream(colons).filter(c -> c >= 0).count();
    return Counted.of(found, "field");
  }

  /** The colon behind a timeout that starts here, or -1 when none does. */
  private static int timeoutEnd(String line, int start) {
    int end = line.indexOf(':', start);
    boolean timeout =
        end > start
            && Amounts.allDigits(line.substring(start, end))
            && !line.substring(end + 1).isBlank();
    return timeout ? end : -1;
  }

  private static String write(TaskSpec task) {
    Duration timeout = task.timeout();
    return String.join(
        ":",
        task.type().word() + ":" + task.priority(),
        gb(task.needs()),
        task.needs().cpus().toPlainString(),
        (timeout == null ? "" : timeout.toSeconds() + ":") + task.command());
  }

  /** The shortest number of GB that is read as exactly these bytes. */
  private static String gb(Resources needs) {
    BigDecimal exact = new BigDecimal(needs.memoryBytes()).divide(GB);
    int scale = 0;
    while (bytes(exact.setScale(scale, RoundingMode.DOWN)) != needs.memoryBytes()) {
      scale++;
    }
    return exact.setScale(scale, RoundingMode.DOWN).toPlainString();
  }

  private static long bytes(BigDecimal gb) {
    return Resources.of(gb, BigDecimal.ZERO).memoryBytes();
  }

  /** The fields of one line; what a faulty one gives is never used. */
  private record Reader(long number, Mistakes mistakes) {
    TaskType type(String word) {
      Optional<TaskType> type = TaskType.of(word);
      if (type.isEmpty()) {
        mistakes.add(number, "E_TYPE", unknownType(word));
      }
      return type.orElse(TaskType.SHELL);
    }

    int priority(String text) {
      if (Amounts.allDigits(text) && text.length() < 10) {
        int priority = Integer.parseInt(text);
        if (priority <= TaskSpec.MAX_PRIORITY) {
          return priority;
        }
      }
      mistakes.add(
          number,
          "E_PRIORITY",
          "priority " + Quote.of(text) + " is not an integer in 0.." + TaskSpec.MAX_PRIORITY);
      return 0;
    }

    BigDecimal gb(String text) {
      return amount("E_DRAM", "min_dram_gb", text, Resources.MAX_GB);
    }

    BigDecimal cpus(String text) {
      return amount("E_CPU", "min_cpu", text, Resources.MAX_CPUS);
    }

    private BigDecimal amount(String code, String field, String text, BigDecimal max) {
      BigDecimal value = Amounts.decimal(text);
      if (value != null && Amounts.isWithin(value, BigDecimal.ZERO, max)) {
        return Amounts.tame(value);
      }
      String range = " in 0.." + max.toPlainString();
      mistakes.add(
          number,
          code,
          value == null
              ? field + " " + Quote.of(text) + " is not a number" + range
              : field + ": " + Quote.escape(text, 80) + " is not" + range);
      return BigDecimal.ZERO;
    }

    Duration timeout(String digits) {
      BigDecimal seconds = Amounts.decimal(digits);
      BigDecimal max = BigDecimal.valueOf(Amounts.MAX_TIMEOUT_SECONDS);
      if (seconds != null && seconds.compareTo(max) <= 0) {
        return Duration.ofSeconds(seconds.longValue());
      }
      mistakes.add(
          number,
          "E_TIMEOUT",
          "timeout " + Quote.escape(digits, 80) + " is not in 0.." + max + " seconds (ten years)");
      return Duration.ZERO;
    }

    String command(String command) {
      Commands.Fault fault = Commands.fault(command);
      if (fault != null) {
        mistakes.add(number, fault.code(), fault.message());
      }
      return command;
    }
  }

  static String unknownType(String word) {
    return "unknown type "
        + Quote.of(word)
        + " ("
        + String.join(", ", TYPES)
        + ")"
        + DidYouMean.hint(word, TYPES);
  }
}
