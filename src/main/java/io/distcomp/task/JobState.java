package io.distcomp.task;

import java.util.Locale;

/** Where a job stands. FINISHED: all tasks final, none failed. FAILED: all final, some failed. */
public enum JobState {
  LOADING,
  RUNNING,
  PAUSED,
  FINISHED,
  FAILED,
  CANCELLED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
