package io.distcomp.chaos;

/** How much of the full sizes a run has, and its seed: system properties of the test JVM. */
final class Scale {

  private static final double FACTOR =
      Double.parseDouble(System.getProperty("distcomp.chaos.scale", "0.1"));
  private static final String SEED = System.getProperty("distcomp.chaos.seed");

  private Scale() {}

  /** This part of a full size, at least one. */
  static int of(int full) {
    return (int) Math.max(1, Math.round(full * FACTOR));
  }

  static boolean isFull() {
    return FACTOR >= 1;
  }

  /** The one that is asked for, else a new one. */
  static long seed() {
    return SEED == null ? System.nanoTime() & 0xffffffL : Long.parseLong(SEED);
  }
}
