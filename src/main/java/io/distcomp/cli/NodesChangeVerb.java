package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** A verb that asks one thing of nodes. The subclasses say what. */
abstract class NodesChangeVerb extends Verb {

  @Parameters(
      arity = "1..*",
      paramLabel = "NODE",
      converter = NodeName.Converter.class,
      description = "Names of nodes, as 'distcomp nodes' lists them.")
  List<NodeName> names = new ArrayList<>();

  private final String call;
  private final String words;

  /**
   * What it asks.
   *
   * @param call the last part of the API's path
   * @param words what the node does from now on
   */
  NodesChangeVerb(Session session, String call, String words) {
    super(session);
    this.call = call;
    this.words = words;
  }

  @Override
  public final Integer call() {
    try {
      names.forEach(this::change);
    } finally {
      printKept(); // what was done is said although the next could not be
    }
    return ExitCode.OK;
  }

  private void change(NodeName name) {
    JsonObject answer = node().post("/nodes/" + name + "/" + call);
    if (isJson()) {
      keep(answer);
    } else if (isTable()) {
      print("node " + name + ": " + words);
    }
  }
}
