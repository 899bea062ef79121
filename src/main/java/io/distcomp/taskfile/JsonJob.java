package io.distcomp.taskfile;

import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON submission says about its job, as far as it has been read. Private to {@link
 * JsonTasks}.
 */
final class JsonJob {
  static final String TASKS = "tasks";
  static final List<String> FIELDS =
      List.of("name", "priority", "limit", "max_fails", "after", "not_before", "cwd", "env", TASKS);

  private final JsonCursor in;
  private final Set<String> seen = new HashSet<>();
  private @Nullable String name;
  private @Nullable Integer priority;
  private @Nullable Integer limit;
  private @Nullable Integer maxFails;
  private @Nullable JobId after;
  private @Nullable Instant notBefore;
  private @Nullable String cwd;
  private SortedMap<String, String> env = new TreeMap<>();

  JsonJob(JsonCursor in) {
    this.in = in;
  }

  /** Reads a field; true when it is the tasks, on whose value the cursor then stands. */
  boolean field(String field) throws IOException {
    if (!in.isNew(field, FIELDS, seen, hint(field))) {
      return false;
    }
    if (!field.equals(TASKS)) {
      value(field);
    }
    return field.equals(TASKS);
  }

  boolean hasTasks() {
    return seen.contains(TASKS);
  }

  /** The priority of tasks that name none. */
  int priorityOr(int otherwise) {
    return priority == null ? otherwise : priority;
  }

  /** What was said replaces what {@code base} says; variables are added to its own. */
  JobRequest over(JobRequest base) {
    SortedMap<String, String> variables = new TreeMap<>(base.env());
    variables.putAll(env);
    return new JobRequest(
        name == null ? base.name() : name,
        priority == null ? base.priority() : priority,
        cwd == null ? base.cwd() : cwd,
        variables,
        base.mode(),
        base.idempotencyKey(),
        rules(base.rules()));
  }

  private JobRequest.Rules rules(JobRequest.Rules base) {
    return new JobRequest.Rules(
        limit == null ? base.limit() : limit,
        maxFails == null ? base.maxFails() : maxFails,
        after == null ? base.after() : after,
        notBefore == null ? base.notBefore() : notBefore);
  }

  private void value(String field) throws IOException {
    switch (field) {
      case "name" -> name = name();
      case "priority" -> priority = in.integer(0, TaskSpec.MAX_PRIORITY);
      case "limit" -> limit = in.integer(1, JobRequest.Rules.MAX_LIMIT);
      case "max_fails" -> maxFails = in.integer(1, JobRequest.Rules.MAX_FAILS);
      case "after" -> after = after();
      case "not_before" -> notBefore = notBefore();
      case "cwd" -> cwd = JsonPlace.cwd(in);
      case "env" -> env = JsonPlace.env(in);
      default -> throw new IllegalStateException("the field " + field + " is known but not read");
    }
  }

  private static String hint(String field) {
    return JsonTask.FIELDS.contains(field)
        ? "; it belongs into a task"
        : DidYouMean.hint(field, FIELDS);
  }

  private @Nullable String name() throws IOException {
    String text = in.text();
    String fault = text == null ? null : JobNames.fault(text).orElse(null);
    if (fault != null) {
      in.mistake("E_NAME", fault);
    }
    return text;
  }

  private @Nullable JobId after() throws IOException {
    BigDecimal id = in.amount(BigDecimal.valueOf(JobId.MAX));
    if (id == null) {
      return null;
    }
    if (!Amounts.isWhole(id) || id.signum() == 0) {
      in.mistake("E_RANGE", "a job id is a whole number above zero");
      return null;
    }
    return new JobId(id.longValue());
  }

  private @Nullable Instant notBefore() throws IOException {
    String text = in.text();
    if (text == null) {
      return null;
    }
    try {
      return StartTime.parse(text);
    } catch (DateTimeException e) {
      in.mistake("E_RANGE", Quote.of(text) + " is not a time such as 2026-01-31T08:00:00Z");
      return null;
    }
  }
}
