package io.distcomp.process;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The largest memory of one command's session so far. Written by {@link MemorySampler} alone, read
 * by any thread.
 */
final class MemoryPeak {
  private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_STEP = TimeUnit.SECONDS.toNanos(1);

  private volatile long bytes;
  private long due = System.nanoTime() + FIRST;
  private long step = FIRST;

  boolean isDue(long now) {
    return now - due >= 0;
  }

  void observe(long sum, long now) {
    bytes = Math.max(bytes, sum);
    step = Math.min(LONGEST_STEP, 2 * step);
    due = now + step;
  }

  /** 0 before the first sample. */
  long bytes() {
    return bytes;
  }

  @Nullable Long bytesOrNull() {
    long value = bytes;
    return value == 0 ? null : value;
  }
}
