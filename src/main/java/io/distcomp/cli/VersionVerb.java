package io.distcomp.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code distcomp version}. Made by {@link Verbs}. */
@Command(name = "version", description = "Prints the version of this program and of its Java.")
final class VersionVerb implements Callable<Integer> {

  private final Session session;

  VersionVerb(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.console().out().println(text());
    return ExitCode.OK;
  }

  private static String text() {
    String version = VersionVerb.class.getPackage().getImplementationVersion();
    return "distcomp %s (Java %s, %s %s)"
        .formatted(
            version == null ? "unpackaged" : version,
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }
}
