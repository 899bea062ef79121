package io.distcomp.process;

import java.time.Duration;

/** A running command. */
public interface ChildProcess {

  long pid();

  /**
   * Ends the whole tree: TERM to the group and to every process with the mark; as soon as none is
   * left, or after the grace time, KILL to both until none is left. Returns at once; {@code onExit}
   * follows.
   */
  void kill(Duration grace);

  /** Largest memory of the session that was sampled so far, in bytes; 0 before the first sample. */
  long peakMemoryBytes();

  /** The output so far: at most the last {@code maxBytes} of each stream, for a live view. */
  LiveOutput tail(int maxBytes);

  /** A moment's view of both streams. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, to one reader
  record LiveOutput(byte[] stdout, long stdoutLength, byte[] stderr, long stderrLength) {}
}
