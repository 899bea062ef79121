package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code distcomp explain ID}. Made by {@link Verbs}. */
@Command(
    name = "explain",
    description = "Says why tasks are not running, node by node.",
    footer = {"%nExamples:%n", "  distcomp explain 12.345", "  distcomp explain last"})
final class ExplainVerb extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      converter = SelectorConverter.TasksOrJob.class,
      description =
          "A task (12.345), tasks (12.5-9), or a job (12, last), of which the first task that"
              + " has not started is taken. Default: last.")
  Selector selector = new Selector.Last();

  ExplainVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    if (selector instanceof Selector.Tasks tasks) {
      try {
        tasks.ids().forEach(this::explain);
      } finally {
        printKept(); // what was answered is said although the next could not be
      }
    } else {
      explain(firstOf(new JobFinder(node()).one(selector)));
      printKept();
    }
    return ExitCode.OK;
  }

  private TaskId firstOf(JobId job) {
    return Stream.of("todo", "waiting")
        .flatMap(state -> tasks(job, state).stream())
        .findFirst()
        .map(Json::taskId)
        .orElseThrow(() -> nothingToExplain(job));
  }

  private CliException nothingToExplain(JobId job) {
    new JobFinder(node()).mustExist(job);
    return CliException.usage("every task of job " + job + " has started or ended");
  }

  private List<JsonObject> tasks(JobId job, String state) {
    return Pages.read(
            node(), "/tasks", "tasks", () -> new Query().with("job", job).with("state", state), 1)
        .rows();
  }

  private void explain(TaskId id) {
    JsonObject answer = node().get("/tasks/" + id + "/explain");
    switch (output.format) {
      case JSON -> keep(answer);
      case QUIET -> print(id.toString());
      case TABLE -> show(id, answer);
    }
  }

  private void show(TaskId id, JsonObject answer) {
    String state = Json.text(answer, "state", "").replace('_', ' ');
    print(Escape.line("task " + id + " (" + state + "): " + Json.text(answer, "summary", "")));
    List<JsonObject> nodes = Json.objects(answer, "nodes");
    if (!nodes.isEmpty()) {
      print("");
      new Table<JsonObject>()
          .left("NODE", node -> Json.text(node, "name", ""))
          .left("FITS", node -> Boolean.TRUE.equals(node.getValue("fits")) ? "yes" : "no")
          .left("REASON", node -> Json.text(node, "reason", ""))
          .print(session.console(), nodes);
    }
  }
}
