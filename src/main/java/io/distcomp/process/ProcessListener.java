package io.distcomp.process;

import io.distcomp.task.CapturedStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears what became of a command. Called from a spawner's thread: hand over, do not work. */
public interface ProcessListener {

  void onStarted(ChildProcess process);

  void onRefused(Refusal refusal);

  void onExit(Exit exit);

  /**
   * Why nothing was started. {@code nodeIsSick}: no fault of the command (no processes, no files,
   * no memory).
   */
  record Refusal(boolean nodeIsSick, String reason) {}

  /**
   * How a process ended; reported when no process of its group or mark that we had to kill is left.
   *
   * @param exitCode null when a signal ended it
   * @param cpu of the process and the children it waited for; null where the system does not tell
   * @param peakMemoryBytes largest sum over the session; null when it ended before the first sample
   * @param backgroundKilled after the command's own end a process of its group still lived
   * @param outputError why a file of the output is not complete; null when nothing went wrong
   */
  record Exit(
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      @Nullable Duration cpu,
      @Nullable Long peakMemoryBytes,
      boolean backgroundKilled,
      CapturedStream stdout,
      CapturedStream stderr,
      @Nullable String outputError) {}
}
