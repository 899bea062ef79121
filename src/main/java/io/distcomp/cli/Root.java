package io.distcomp.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code distcomp} without a verb. Made by {@link Cli}. */
@Command(
    name = "distcomp",
    customSynopsis = {"distcomp -conf FILE", "       distcomp VERB [OPTIONS] [ARGUMENTS]"},
    description = {
      "Runs files of shell commands on one or many machines.",
      "'distcomp' stands for: java -jar distcomp-fat.jar"
    },
    commandListHeading = "%nVerbs:%n",
    footer = {
      "%nExamples:%n",
      "  distcomp run tasks.txt              run a file on this machine",
      "  distcomp -conf conf.json            start a node",
      "  distcomp submit tasks.txt --wait    hand a file to a node",
      "",
      "'distcomp VERB --help' tells more of each."
    })
final class Root implements Runnable {

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from. DISTCOMP_DEBUG=1 does the same.")
  boolean debug;

  @Override
  public void run() {
    CommandSpec known = java.util.Objects.requireNonNull(spec, "picocli sets it");
    throw new ParameterException(known.commandLine(), "which verb?");
  }
}
