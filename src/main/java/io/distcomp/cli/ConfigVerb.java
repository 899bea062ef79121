package io.distcomp.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code distcomp config check}. Made by {@link Verbs}. */
@Command(name = "config", description = "Works on conf files: config check.")
final class ConfigVerb {

  private final Session session;

  ConfigVerb(Session session) {
    this.session = session;
  }

  /** {@code distcomp config check [FILE]}. */
  @Command(
      name = "check",
      description = {
        "Checks a conf file and prints what is in effect, secrets masked; on stderr what a node"
            + " would warn of at its start.",
        "The exit code is 78 when it has mistakes; all of them are shown."
      },
      footer = {"%nExample:%n", "  distcomp config check conf.json"})
  final class Check implements Callable<Integer> {

    @Parameters(
        paramLabel = "FILE",
        defaultValue = "conf.json",
        description = "The file (default: ${DEFAULT-VALUE}).")
    String file = "conf.json";

    @Override
    public Integer call() throws ConfigSource.Fault {
      ConfigSource.Description conf =
          session.configs().describe(ConfFile.of(file, session.caller()));
      conf.warnings().forEach(this::warn);
      session.console().out().println(conf.text().stripTrailing());
      return ExitCode.OK;
    }

    private void warn(String warning) {
      session.console().note("warning: " + Escape.line(warning));
    }
  }
}
