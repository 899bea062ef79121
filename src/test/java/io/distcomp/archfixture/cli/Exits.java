package io.distcomp.archfixture.cli;

/** Breaks the rule that main alone ends the process. Only read by a test. */
public final class Exits {
  void end() {
    System.exit(1);
  }
}
