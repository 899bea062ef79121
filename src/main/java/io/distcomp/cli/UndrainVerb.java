package io.distcomp.cli;

import picocli.CommandLine.Command;

/** {@code distcomp undrain NODE}. Made by {@link Verbs}. */
@Command(
    name = "undrain",
    description = "Lets drained nodes take tasks again.",
    footer = {"%nExample:%n", "  distcomp undrain node3"})
final class UndrainVerb extends NodesChangeVerb {

  UndrainVerb(Session session) {
    super(session, "undrain", "takes tasks again");
  }
}
