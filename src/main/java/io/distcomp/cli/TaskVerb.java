package io.distcomp.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code distcomp task ID}. Made by {@link Verbs}. */
@Command(
    name = "task",
    description = "Shows one task and its attempts.",
    footer = {"%nExample:%n", "  distcomp task 12.345"})
final class TaskVerb extends Verb {

  @Parameters(
      paramLabel = "TASK",
      converter = SelectorConverter.OneTask.class,
      description = "A task, such as 12.345.")
  Selector selector = new Selector.Last();

  TaskVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    if (!(selector instanceof Selector.Tasks tasks) || tasks.first() != tasks.last()) {
      throw CliException.usage("expected one task, such as 12.345");
    }
    JsonObject task = node().get("/tasks/" + tasks.ids().get(0));
    switch (output.format) {
      case JSON -> print(task);
      case QUIET -> print(Json.text(task, "id", ""));
      case TABLE -> show(task);
    }
    return ExitCode.OK;
  }

  private void show(JsonObject task) {
    Facts facts = new Facts(session.console());
    facts.say("task", Json.text(task, "id", ""));
    facts.say("state", Json.text(task, "state", ""));
    facts.say("reason", task.getValue("reason"));
    facts.say("type", task.getValue("type"));
    facts.say("command", task.getValue("command"));
    facts.say("directory", task.getValue("cwd"));
    facts.say("priority", task.getValue("priority"));
    facts.say("needs", needs(task));
    facts.say("timeout", timeout(Json.seconds(task, "timeout_s")));
    List<JsonObject> attempts = Json.objects(task, "attempts");
    if (!attempts.isEmpty()) {
      print("");
      attempts().print(session.console(), attempts);
    }
  }

  private Table<JsonObject> attempts() {
    return new Table<JsonObject>()
        .left("NODE", attempt -> Json.text(attempt, "node", "-"))
        .left("STARTED", attempt -> session.time(Json.instant(attempt, "started_at")))
        .right("TOOK", attempt -> AttemptText.took(attempt, session.clock().instant()))
        .left("END", AttemptText::ending)
        .right("CPU", attempt -> cpu(Json.seconds(attempt, "cpu_s")))
        .right("PEAK", attempt -> memory(attempt))
        .left("REASON", attempt -> Json.text(attempt, "reason", ""));
  }

  private static String needs(JsonObject task) {
    String needs =
        Wording.amount(Json.decimal(task, "cpus"), "cpu")
            + ", "
            + Wording.decimal(Json.decimal(task, "mem_gb"))
            + " GB";
    JsonArray tags = task.getJsonArray("tags");
    return tags == null || tags.isEmpty() ? needs : needs + ", " + joined(tags);
  }

  private static String joined(JsonArray tags) {
    return tags.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static @Nullable String timeout(@Nullable Duration timeout) {
    if (timeout == null) {
      return null;
    }
    return timeout.isZero() ? "none" : Wording.duration(timeout);
  }

  private static String cpu(@Nullable Duration cpu) {
    return cpu == null ? "-" : Wording.duration(cpu);
  }

  private static String memory(JsonObject attempt) {
    return attempt.getValue("peak_mem_gb") == null
        ? "-"
        : Wording.memory(Json.decimal(attempt, "peak_mem_gb"));
  }
}
