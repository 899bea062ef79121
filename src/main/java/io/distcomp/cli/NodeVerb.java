package io.distcomp.cli;

import io.distcomp.cli.NodeLauncher.RunningNode;
import io.distcomp.config.Config;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code distcomp -conf FILE}: the node itself. Made by {@link Verbs}. */
@Command(
    name = "node",
    customSynopsis = {"distcomp -conf FILE", "       distcomp node -conf FILE"},
    description = {
      "Runs a node until it is told to stop: once by SIGTERM or Ctrl-C to let running tasks end,"
          + " twice to skip that wait."
    },
    footer = {"%nExample:%n", "  java -jar distcomp-fat.jar -conf conf.json"})
final class NodeVerb implements Callable<Integer> {

  @Option(
      names = "-conf",
      paramLabel = "FILE",
      description = "The configuration: a file, never JSON itself.")
  @Nullable String conf;

  private final Session session;

  NodeVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws ConfigSource.Fault, NodeStartException {
    if (conf == null) {
      throw CliException.usage("which configuration? Give -conf FILE");
    }
    Config config = session.configs().read(ConfFile.of(conf, session.caller()));
    try (OwnNode own = new OwnNode(session, () -> {})) {
      RunningNode node = own.start(config);
      session.console().note("dashboard: " + node.loginLink());
      return own.await(node);
    }
  }
}
