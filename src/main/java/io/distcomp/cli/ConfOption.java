package io.distcomp.cli;

import io.distcomp.config.Config;
import picocli.CommandLine.Option;

/** The conf file of a node that need not run. A mixin of verbs that ask its Redis themselves. */
final class ConfOption {

  @Option(
      names = "-conf",
      paramLabel = "FILE",
      defaultValue = "conf.json",
      description = "The configuration of a node (default: ${DEFAULT-VALUE}).")
  String file = "conf.json";

  /** What it says; a file with mistakes ends the verb with all of them. */
  Config read(Session session) throws ConfigSource.Fault {
    return session.configs().read(ConfFile.of(file, session.caller()));
  }
}
