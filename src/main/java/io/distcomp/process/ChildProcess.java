package io.distcomp.process;

import io.distcomp.task.ProcessUse;
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

  /** What its session used at the last sample; all zero before the first. */
  ProcessUse use();

  /** The output so far: at most the last {@code maxBytes} of each stream, for a live view. */
  LiveOutput tail(int maxBytes);

  /** A moment's view of both streams. */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, to one reader
  record LiveOutput(byte[] stdout, long stdoutLength, byte[] stderr, long stderrLength) {}
}
