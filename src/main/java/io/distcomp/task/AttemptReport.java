package io.distcomp.task;

/** One execution, over, with what it wrote: what a node commits. */
public record AttemptReport(
    TaskId id, Token token, Attempt attempt, CapturedStream stdout, CapturedStream stderr) {

  /** Bytes of output that travel with the report. */
  public long inlineBytes() {
    return (long) stdout.head().length
        + stdout.tail().length
        + stderr.head().length
        + stderr.tail().length;
  }
}
