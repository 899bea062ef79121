package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Shows the first failed tasks of a job with what they complained of. Used by {@link JobEnd}. */
final class FailureReport {

  private static final int MOST_TASKS = 5;
  private static final int MOST_LINES = 3;
  private static final int MOST_BYTES = 4096;

  private final Console console;
  private final NodeClient node;

  FailureReport(Console console, NodeClient node) {
    this.console = console;
    this.node = node;
  }

  void print(JobId job) {
    failed(job).forEach(this::print);
  }

  private List<JsonObject> failed(JobId job) {
    return Pages.read(
            node,
            "/tasks",
            "tasks",
            () -> new Query().with("job", job).with("state", "failed"),
            MOST_TASKS)
        .rows();
  }

  private void print(JsonObject task) {
    String id = Json.text(task, "id", "");
    console
        .out()
        .printf(
            "  %s  %s on %s: %s%n",
            id,
            AttemptText.lastEnding(task),
            Escape.line(AttemptText.lastNode(task)),
            Escape.line(Json.text(task, "command", "")));
    complaint(id).forEach(line -> console.out().println("      " + Escape.line(line)));
  }

  private List<String> complaint(String id) {
    try (InputStream in = node.stream("/tasks/" + id + "/stderr").body()) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank()).limit(MOST_LINES).toList();
    } catch (IOException | CliException e) {
      // The report is worth having without it, and says so.
      return List.of("(its stderr cannot be read: " + e.getMessage() + ")");
    }
  }
}
