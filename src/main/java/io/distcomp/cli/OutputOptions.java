package io.distcomp.cli;

import picocli.CommandLine.Option;

/** How to write results. A mixin of every verb that has some. */
final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table (for people), json (as the API answers) or quiet (ids alone).")
  Format format = Format.TABLE;
}
