package io.distcomp.queue;

import java.util.List;

/** The recount of a whole queue, for tests of other packages. Reads only, of a queue at rest. */
public final class Recounting {
  private Recounting() {}

  /** What is wrong, in words; empty when nothing is. */
  public static List<String> faults(String host, int port) {
    try (Recount recount = new Recount(host, port, "default")) {
      return recount.faults();
    }
  }
}
