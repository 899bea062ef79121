package io.distcomp.archfixture.cluster;

import picocli.CommandLine;

/** Breaks the homes of the libraries: options outside the command line. Only read by a test. */
public final class KnowsPicocli {
  CommandLine line = new CommandLine(this);
}
