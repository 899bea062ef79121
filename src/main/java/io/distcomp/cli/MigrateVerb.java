package io.distcomp.cli;

import io.distcomp.queue.RedisAddress;
import io.distcomp.queue.RedisFacts;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code distcomp migrate}. Made by {@link Verbs}. */
@Command(
    name = "migrate",
    sortOptions = false,
    description = {
      "Brings a queue that an older version wrote into the form of this one. Nodes never do so by"
          + " themselves.",
      "There is one form so far: it says whether the queue has it. The exit code is 69 when Redis"
          + " cannot be reached, 78 for a queue of a newer version."
    },
    footer = {"%nExample:%n", "  distcomp migrate -conf conf.json"})
final class MigrateVerb implements Callable<Integer> {

  @Mixin final ConfOption conf = new ConfOption();

  private final Session session;

  MigrateVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws ConfigSource.Fault {
    RedisAddress address = QueueExam.reached(conf.read(session));
    RedisFacts facts = QueueExam.facts(address, session.clock());
    if (!facts.schemaIsKnown()) {
      throw new CliException(
          ExitCode.BAD_CONFIG,
          "the queue '"
              + address.queue()
              + "' has the schema "
              + Escape.line(String.valueOf(facts.schema()))
              + ", which this version does not know: use the newer one");
    }
    session
        .console()
        .note(
            "the queue '"
                + address.queue()
                + "' "
                + (facts.schema() == null ? "is new" : "has the schema " + facts.schema())
                + ": nothing to do");
    return ExitCode.OK;
  }
}
