package io.distcomp.process;

import io.distcomp.task.ProcessUse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one command's session uses, and the largest memory of it so far. Written by {@link
 * UseSampler} alone, read by any thread.
 */
final class SessionUse {
  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_STEP = TimeUnit.SECONDS.toNanos(1);

  private volatile ProcessUse last = new ProcessUse(Duration.ZERO, 0, 0);
  private long due = System.nanoTime() + FIRST;
  private long step = FIRST;

  boolean isDue(long now) {
    return now - due >= 0;
  }

  void observe(long bytes, Duration cpu, long now) {
    last = new ProcessUse(cpu, bytes, Math.max(last.peakMemoryBytes(), bytes));
    step = Math.min(LONGEST_STEP, 2 * step);
    due = now + step;
  }

  /** Of the last sample; all zero before the first. */
  ProcessUse last() {
    return last;
  }

  /** Null before the first sample. */
  @Nullable Long peakBytesOrNull() {
    long peak = last.peakMemoryBytes();
    return peak == 0 ? null : peak;
  }
}
