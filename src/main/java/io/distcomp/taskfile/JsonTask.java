package io.distcomp.taskfile;

import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One task object while it is read. Private to {@link JsonTasks} and {@link JsonLineForm}. */
final class JsonTask {
  static final String COMMAND = "command";
  static final List<String> FIELDS =
      List.of(
          COMMAND,
          "type",
          "priority",
          "mem_gb",
          "cpus",
          "timeout_s",
          "tags",
          "env",
          "cwd",
          "max_retries");

  private static final int MAX_RETRIES = 1000;

  private final JsonCursor in;
  private final Set<String> seen = new HashSet<>();
  private boolean misnamed;
  private @Nullable String command;
  private TaskType type = TaskType.SHELL;
  private @Nullable Integer priority;
  private BigDecimal gb = BigDecimal.ZERO;
  private BigDecimal cpus = BigDecimal.ONE;
  private @Nullable Integer timeout;
  private SortedSet<String> tags = new TreeSet<>();
  private SortedMap<String, String> env = new TreeMap<>();
  private @Nullable String cwd;
  private @Nullable Integer maxRetries;

  private JsonTask(JsonCursor in) {
    this.in = in;
  }

  /** Reads the object that the cursor stands on; null when there are mistakes in it. */
  static @Nullable TaskSpec read(JsonCursor in, int defaultPriority) throws IOException {
    long before = in.mistakes().count();
    JsonTask task = new JsonTask(in);
    task.fields();
    TaskSpec spec = task.spec(defaultPriority);
    return in.mistakes().count() > before ? null : spec;
  }

  private void fields() throws IOException {
    String name = in.nextName();
    while (name != null) {
      String hint = FIELDS.contains(name) ? "" : DidYouMean.hint(name, FIELDS);
      misnamed |= hint.contains(COMMAND);
      if (in.isNew(name, FIELDS, seen, hint)) {
        value(name);
      }
      name = in.nextName();
    }
  }

  private void value(String name) throws IOException {
    switch (name) {
      case COMMAND -> command = command();
      case "type" -> type = type();
      case "priority" -> priority = in.integer(0, TaskSpec.MAX_PRIORITY);
      case "mem_gb" -> gb = or(in.amount(Resources.MAX_GB), gb);
      case "cpus" -> cpus = or(in.amount(Resources.MAX_CPUS), cpus);
      case "timeout_s" -> timeout = in.integer(0, Amounts.MAX_TIMEOUT_SECONDS);
      case "tags" -> tags = JsonPlace.tags(in);
      case "env" -> env = JsonPlace.env(in);
      case "cwd" -> cwd = JsonPlace.cwd(in);
      case "max_retries" -> maxRetries = in.integer(0, MAX_RETRIES);
      default -> throw new IllegalStateException("the field " + name + " is known but not read");
    }
  }

  private @Nullable String command() throws IOException {
    String text = in.text();
    Commands.Fault fault = text == null ? null : Commands.fault(text);
    if (fault != null) {
      in.mistake(fault.code(), fault.message());
    }
    return text;
  }

  private TaskType type() throws IOException {
    String word = in.text();
    Optional<TaskType> known = word == null ? Optional.of(TaskType.SHELL) : TaskType.of(word);
    if (known.isEmpty()) {
      in.mistake("E_TYPE", TaskLine.unknownType(String.valueOf(word)));
    }
    return known.orElse(TaskType.SHELL);
  }

  private @Nullable TaskSpec spec(int defaultPriority) {
    if (command == null && !misnamed) {
      in.mistakeBelow(COMMAND, "E_MISSING_FIELD", "a task needs a command");
    }
    if (command == null || command.isBlank()) {
      return null;
    }
    return new TaskSpec(
        type,
        command,
        priority == null ? defaultPriority : priority,
        Resources.of(gb, cpus),
        timeout == null ? null : Duration.ofSeconds(timeout),
        tags,
        cwd,
        env,
        maxRetries);
  }

  private static BigDecimal or(@Nullable BigDecimal value, BigDecimal otherwise) {
    return value == null ? otherwise : value;
  }
}
