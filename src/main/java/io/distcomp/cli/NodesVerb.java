package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code distcomp nodes}. Made by {@link Verbs}. */
@Command(
    name = "nodes",
    description = "Lists the nodes.",
    footer = {"%nExample:%n", "  distcomp nodes"})
final class NodesVerb extends Verb {

  /** What the others said last is over. */
  private static final Set<String> WORKING = Set.of("live", "draining");

  NodesVerb(Session session) {
    super(session);
  }

  @Override
  public Integer call() {
    JsonObject answer = node().get("/nodes");
    List<JsonObject> nodes = Json.objects(answer, "nodes");
    switch (output.format) {
      case JSON -> print(answer);
      case QUIET -> nodes.forEach(node -> print(Escape.line(Json.text(node, "name", ""))));
      case TABLE -> show(nodes);
    }
    return ExitCode.OK;
  }

  private void show(List<JsonObject> nodes) {
    if (nodes.isEmpty()) {
      session.console().note("no node is registered");
      return;
    }
    table().print(session.console(), nodes);
    nodes.stream()
        .filter(node -> WORKING.contains(Json.text(node, "state", "")))
        .forEach(this::remarks);
  }

  /** Why a node takes no tasks, and what else people should know of it. */
  private void remarks(JsonObject node) {
    String name = Json.text(node, "name", "");
    String trouble = Json.text(node, "trouble", "");
    String notice = Json.text(node, "notice", "");
    if (!trouble.isEmpty()) {
      print(Escape.line(name + " takes no tasks: " + trouble));
    }
    if (!notice.isEmpty()) {
      print(Escape.line(name + ", its conf file: " + notice));
    }
  }

  private Table<JsonObject> table() {
    return new Table<JsonObject>()
        .left("NAME", node -> Json.text(node, "name", ""))
        .left("STATE", node -> Json.text(node, "state", ""))
        .right("RUNNING", node -> count(node, "running"))
        .right("SLOTS", node -> count(node, "slots"))
        .right("CPUS", node -> amount(node, "cpus"))
        .right("BUSY", node -> node.getValue("cpus_used") == null ? "-" : amount(node, "cpus_used"))
        .right("MEMORY", node -> amount(node, "mem_gb") + " GB")
        .right("FREE", node -> amount(node, "mem_free_gb") + " GB")
        .left("STARTED", node -> session.time(Json.instant(node, "started_at")))
        .left("SEEN", node -> session.time(Json.instant(node, "seen_at")))
        .left("TAGS", NodesVerb::tags);
  }

  private static String count(JsonObject node, String field) {
    return Counted.of(Json.number(node, field));
  }

  private static String amount(JsonObject node, String field) {
    return Wording.decimal(Json.decimal(node, field));
  }

  private static String tags(JsonObject node) {
    return node.getJsonArray("tags", new io.vertx.core.json.JsonArray()).stream()
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }
}
