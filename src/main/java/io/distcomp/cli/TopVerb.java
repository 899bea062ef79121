package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code distcomp top}. Made by {@link Verbs}. */
@Command(
    name = "top",
    sortOptions = false,
    description = {
      "Shows the queue live: jobs, nodes, and what needs attention. Prints it once when the output"
          + " is no terminal.",
      "Keys: q ends, j and k or the arrows move, p pauses."
    },
    footer = {"%nExamples:%n", "  distcomp top", "  distcomp top | head"})
final class TopVerb implements Callable<Integer> {

  private static final int MOST_JOBS = 50;
  private static final int PRINTED_ROWS = 200;
  private static final int PRINTED_COLUMNS = 160;

  @Mixin final TargetOptions target = new TargetOptions();

  private final Session session;

  TopVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    NodeClient node = session.connect(target);
    JsonObject first = snapshot(node);
    TopScreen screen = session.console().outIsTerminal() ? open() : null;
    if (screen == null) {
      print(node, first);
    } else {
      watch(node, first, screen);
    }
    return ExitCode.OK;
  }

  private @Nullable TopScreen open() {
    return TopScreen.open(session.console());
  }

  private void watch(NodeClient node, JsonObject first, TopScreen screen) {
    Top top = new Top(node.url().toString(), screen, session.clock());
    Runnable stop = () -> top.tell(new TopEvent.Stopped());
    Signals.Handle signals = session.signals().onStop(stop, stop);
    TopFeed feed = new TopFeed(node, TopFeed.SILENCE, top::tell);
    try (screen;
        signals;
        feed) {
      top.tell(new TopEvent.Heard(true, first));
      screen.listen(top::tell);
      top.run();
    }
  }

  private void print(NodeClient node, JsonObject first) {
    LiveQueue queue = new LiveQueue();
    Instant now = session.clock().instant();
    queue.replace(first, now);
    new TopView(PRINTED_ROWS, PRINTED_COLUMNS, session.console().unicode(), false)
        .lines(queue, "distcomp top  " + node.url(), -1, now).stream()
            .map(AttributedString::toString)
            .map(String::stripTrailing)
            .forEach(session.console().out()::println);
  }

  /** As the stream begins, so that a mistake of the call is said before the screen changes. */
  private static JsonObject snapshot(NodeClient node) {
    JsonObject jobs = node.get(new Query().with("limit", MOST_JOBS).of("/jobs"));
    return new JsonObject()
        .put("status", node.get("/status"))
        .put("jobs", jobs.getJsonArray("jobs"))
        .put("nodes", node.get("/nodes").getJsonArray("nodes"));
  }
}
