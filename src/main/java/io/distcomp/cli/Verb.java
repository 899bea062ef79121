package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
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

  final void print(JsonObject json) {
    print(json.encodePrettily());
  }
}
