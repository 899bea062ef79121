package io.distcomp.cli;

import picocli.CommandLine.Command;

/** {@code distcomp drain NODE}. Made by {@link Verbs}. */
@Command(
    name = "drain",
    description = "Lets nodes end what they run and take nothing new.",
    footer = {"%nExample:%n", "  distcomp drain node3"})
final class DrainVerb extends NodesChangeVerb {

  DrainVerb(Session session) {
    super(session, "drain", "takes no more tasks and ends those that run");
  }
}
