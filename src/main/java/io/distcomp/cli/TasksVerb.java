package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code distcomp tasks [JOB]}. Made by {@link Verbs}. */
@Command(
    name = "tasks",
    description = "Lists tasks.",
    footer = {
      "%nExamples:%n",
      "  distcomp tasks last --state failed",
      "  distcomp tasks --node node3 --state in_progress",
      "  distcomp tasks 12 -q cachesim -n 1000 -o quiet"
    })
final class TasksVerb extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      converter = SelectorConverter.Jobs.class,
      description = "A job (12), last, or all (the default).")
  Selector selector = new Selector.All();

  @Mixin final TaskFilter filter = new TaskFilter();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "How many at most (default: ${DEFAULT-VALUE}).")
  int limit = 50;

  TasksVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    Object job = selector instanceof Selector.All ? null : new JobFinder(node()).one(selector);
    Pages.Rows rows =
        Pages.read(
            node(), "/tasks", "tasks", () -> filter.query(job), Options.positive("--limit", limit));
    if (rows.rows().isEmpty()) {
      new JobFinder(node()).mustExist(job);
    }
    switch (output.format) {
      case JSON -> print(rows.json());
      case QUIET -> rows.rows().forEach(task -> print(Json.text(task, "id", "")));
      case TABLE -> show(rows.rows(), rows.nextCursor());
    }
    return ExitCode.OK;
  }

  private void show(List<JsonObject> tasks, @Nullable String next) {
    if (tasks.isEmpty()) {
      session.console().note("no such tasks");
      return;
    }
    table().print(session.console(), tasks);
    if (next != null) {
      session.console().note("there are more; -n shows them");
    }
  }

  private Table<JsonObject> table() {
    return new Table<JsonObject>()
        .left("ID", task -> Json.text(task, "id", ""))
        .left("STATE", task -> Json.text(task, "state", ""))
        .right("RUNS", task -> Counted.of(Json.objects(task, "attempts").size()))
        .left("LAST", AttemptText::lastEnding)
        .left("NODE", AttemptText::lastNode)
        .right("TOOK", task -> AttemptText.lastTook(task, session.clock().instant()))
        .left("COMMAND", task -> Json.text(task, "command", ""));
  }
}
