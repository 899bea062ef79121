package io.distcomp.queue;

/**
 * The amounts to which a task's needed memory is raised: 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8 ... GB.
 */
final class MemorySteps {
  private MemorySteps() {}

  private static final long GB = 1L << 30;

  /** The smallest step that is not below. */
  static long roundUp(long bytes) {
    long step = GB / 4;
    while (step < GB && step < bytes) {
      step *= 2;
    }
    while (step < bytes) {
      long half = step / 2 * 3;
      step = half >= bytes ? half : step * 2;
    }
    return step;
  }
}
