package io.distcomp.process;

import java.util.OptionalLong;

/**
 * Starts commands, each in its own session, and tells how they ended. Safe for use by many threads.
 */
public interface Spawner extends AutoCloseable {

  /**
   * Starts a command. Returns at once; the listener is called from the spawner's own threads, first
   * with {@code onStarted} or {@code onRefused}, and after a start with {@code onExit} exactly
   * once.
   */
  void start(Command command, ProcessListener listener);

  /**
   * Resident memory of all that runs, in bytes, by the last samples; empty where the system does
   * not tell.
   */
  OptionalLong memoryBytes();

  /** Which one it is, for the log: {@code posix_spawn} or {@code ProcessBuilder}. */
  String name();

  /** Kills what still runs and ends the spawner's threads. */
  @Override
  void close();
}
