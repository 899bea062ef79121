package io.distcomp.chaos;

import java.util.random.RandomGenerator;

/**
 * One kind of fault. Made by a test, called by the {@link Nemesis} from one thread while tasks run.
 */
interface Fault {

  /** What the report calls it, such as {@code node kill -9}. */
  String kind();

  /**
   * Injects it once, waits as long as it lasts, and heals it: when this returns all nodes and Redis
   * run again. At the instant at which it strikes it calls {@link ChaosRig#struck}.
   */
  void inject(ChaosRig rig, RandomGenerator random);
}
