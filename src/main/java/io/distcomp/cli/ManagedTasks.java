package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code checkTask} of the Python tool: its counts, lists and reasons. Used by {@link Manager}. */
final class ManagedTasks {

  private static final int LARGEST_STDOUT = 1 << 20;
  private static final int LARGEST_STDERR = 1 << 10;
  private static final TaskCounts NONE = new TaskCounts(0, 0, 0, 0, 0, 0);

  private final Console console;
  private final NodeClient node;
  private final TaskScan scan;
  private final Removals removals;

  ManagedTasks(Console console, NodeClient node, Removals removals) {
    this.console = console;
    this.node = node;
    this.scan = new TaskScan(node);
    this.removals = removals;
  }

  /** Which parts are wanted. */
  record Shown(
      boolean todo,
      boolean inProgress,
      boolean finished,
      boolean failed,
      boolean failedReason,
      boolean result) {}

  /** Prints them; without a job there are no tasks. */
  void print(Optional<JobStatus> job, Shown shown, LineFilter filter) {
    console.out().println(counts(job));
    console.out().println();
    job.map(each -> each.counts().cancelled())
        .filter(cancelled -> cancelled > 0)
        .ifPresent(each -> console.note(Counted.of(each, "cancelled task") + " not shown"));
    if (shown.todo) {
      heading("  todo task  ");
      job.ifPresent(each -> todo(each, filter));
    }
    if (shown.inProgress) {
      heading("  in_progress task  ");
      job.ifPresent(each -> list(each, "in_progress", filter, AttemptText::lastNode));
    }
    if (shown.finished) {
      heading("  finished task  ");
      job.ifPresent(each -> finished(each, filter, shown.result));
    }
    if (shown.failed) {
      heading("  failed task  ");
      job.ifPresent(each -> list(each, "failed", filter, ManagedTasks::nodes));
    }
    if (shown.failedReason && job.map(each -> each.counts().failed() > 0).orElse(false)) {
      heading("  task fail reason ");
      job.ifPresent(each -> list(each, "failed", filter, this::reason));
    }
  }

  private String counts(Optional<JobStatus> job) {
    TaskCounts counts = job.map(JobStatus::counts).orElse(NONE);
    long hidden = job.filter(removals::hidesSome).map(this::hidden).orElse(0L);
    return "%d todo tasks, %d in_progress tasks, %d finished tasks, %d failed tasks"
        .formatted(
            counts.todo() + counts.waiting(),
            counts.inProgress(),
            Math.max(0, counts.finished() - hidden),
            counts.failed());
  }

  private long hidden(JobStatus job) {
    long[] hidden = {0};
    scan.each(job.id(), "finished", task -> hidden[0] += removals.hides(job, task) ? 1 : 0);
    return hidden[0];
  }

  private void todo(JobStatus job, LineFilter filter) {
    for (String state : List.of("todo", "waiting")) {
      scan.each(job.id(), state, task -> line(PythonText.task(task), filter));
    }
  }

  private void line(String line, LineFilter filter) {
    if (filter.passes(line)) {
      console.out().println(line);
    }
  }

  private void list(JobStatus job, String state, LineFilter filter, Words more) {
    scan.each(job.id(), state, task -> line(task, filter, more));
  }

  /** The filter is for the task alone, as in the Python tool. */
  private void line(JsonObject task, LineFilter filter, Words more) {
    String line = PythonText.task(task);
    if (filter.passes(line)) {
      console.out().println(PythonText.with(line, more.of(task)));
    }
  }

  private void finished(JobStatus job, LineFilter filter, boolean result) {
    scan.each(
        job.id(),
        "finished",
        task -> {
          if (removals.hides(job, task)) {
            return;
          }
          if (result) {
            line(task, filter, this::result);
          } else {
            line(PythonText.task(task), filter);
          }
        });
  }

  private void heading(String words) {
    console.out().println(PythonText.heading(words));
  }

  private String result(JsonObject task) {
    String stdout = output(task, "stdout", LARGEST_STDOUT);
    return AttemptText.lastNode(task)
        + ": "
        + (stdout.length() >= LARGEST_STDOUT ? "stdout is too large" : PythonText.quoted(stdout));
  }

  /** All that tried, each with a comma behind it. */
  private static String nodes(JsonObject task) {
    return Escape.line(
        Json.objects(task, "attempts").stream()
            .map(attempt -> Json.text(attempt, "node", "-") + ",")
            .collect(Collectors.joining()));
  }

  /** What it wrote to stderr, or why it never came to that. */
  private String reason(JsonObject task) {
    List<JsonObject> attempts = Json.objects(task, "attempts");
    JsonObject last = attempts.isEmpty() ? new JsonObject() : attempts.get(attempts.size() - 1);
    String outcome = Json.text(last, "outcome", "failed");
    String said = Json.text(task, "reason", Json.text(last, "reason", ""));
    if (!outcome.equals("failed")) {
      String words = outcome.replace('_', ' ') + (said.isEmpty() ? "" : " " + said);
      return Escape.line(words + " (worker " + AttemptText.lastNode(task) + ")");
    }
    String message = PythonText.quoted(output(task, "stderr", LARGEST_STDOUT));
    return message.length() > LARGEST_STDERR
        ? "stderr is too large. " + message.substring(0, LARGEST_STDERR)
        : message;
  }

  /** No more of it than is shown. */
  private String output(JsonObject task, String stream, int most) {
    String path = "/tasks/" + Json.text(task, "id", "") + "/" + stream;
    try (InputStream body = node.stream(path).body()) {
      return new String(body.readNBytes(most), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.unavailable("the " + stream + " of " + path + " broke off: " + e);
    }
  }

  private interface Words {
    String of(JsonObject task);
  }
}
