package io.distcomp.api;

import java.util.Locale;

/** Whether a node does its work, in the words of {@code /health/ready}. Told by the node. */
public enum Readiness {
  OK,
  STARTING,
  /** Runs, but Redis or the machine is in trouble. */
  DEGRADED,
  DRAINING;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
