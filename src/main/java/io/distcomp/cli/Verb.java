package io.distcomp.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * A verb that talks to a node. Each subclass is one verb; picocli fills its fields and calls it.
 */
@Command(sortOptions = false)
abstract class Verb implements Callable<Integer> {

  @Mixin final OutputOptions output = new OutputOptions();
  @Mixin final TargetOptions target = new TargetOptions();

  final Session session;
  private final List<JsonObject> kept = new ArrayList<>();
  private @Nullable NodeClient client;

  Verb(Session session) {
    this.session = session;
  }

  @Override
  public abstract Integer call();

  /** The node; looked for at the first use. */
  final NodeClient node() {
    NodeClient known = client;
    if (known == null) {
      known = session.connect(target);
      client = known;
    }
    return known;
  }

  final boolean isTable() {
    return output.format == Format.TABLE;
  }

  final boolean isJson() {
    return output.format == Format.JSON;
  }

  final void print(String line) {
    session.console().out().println(line);
  }

  /** Keeps the answer for one of several things until {@link #printKept}. */
  final void keep(JsonObject answer) {
    kept.add(answer);
  }

  /** One answer as it is, several as one array: a single JSON text in any case. */
  final void printKept() {
    if (kept.size() == 1) {
      print(kept.get(0));
    } else if (!kept.isEmpty()) {
      print(new JsonArray(kept).encodePrettily());
    }
  }

  /** What {@code all} says when it means nothing. */
  final void sayNoJobs() {
    if (isTable()) {
      print("no jobs");
    }
  }

  final void print(JsonObject json) {
    print(json.encodePrettily());
  }
}
