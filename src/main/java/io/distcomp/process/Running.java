package io.distcomp.process;

/**
 * A command that was started and is not over. Implemented by each spawner's child; kept in the
 * {@link Roster}.
 */
interface Running extends ChildProcess, Prey {

  @Override
  long pid();

  MemoryPeak memory();

  @Override
  default long peakMemoryBytes() {
    return memory().bytes();
  }
}
