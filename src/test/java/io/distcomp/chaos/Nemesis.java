package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Injects faults by a seeded schedule while a workload runs. Made by a test; one thread. */
final class Nemesis {

  private static final int LONGEST_LEAD_MILLIS = 600;

  private final ChaosRig rig;
  private final Path schedule;
  private final RandomGenerator random;

  Nemesis(ChaosRig rig, Path schedule, RandomGenerator random) {
    this.rig = rig;
    this.schedule = schedule;
    this.random = random;
  }

  /**
   * One fault after the other, each when there is work and everything is well again.
   *
   * @param before is called before each fault, to bring the work that it is to strike
   */
  void run(List<Fault> faults, int injections, Runnable before) {
    for (int i = 0; i < injections; i++) {
      // Each kind in turn first, so that a short run has them all.
      Fault fault = faults.get(i < faults.size() ? i : random.nextInt(faults.size()));
      before.run();
      rig.awaitWork();
      ChaosRig.last(Duration.ofMillis(random.nextInt(LONGEST_LEAD_MILLIS)));
      note("inject " + (i + 1) + " of " + injections + ": " + fault.kind());
      fault.inject(rig, random);
      note("healed " + fault.kind());
      rig.awaitHealth();
      note("well again");
    }
  }

  private void note(String line) {
    try {
      Files.writeString(
          schedule,
          System.nanoTime() + " " + line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
