package io.distcomp.task;

/** The number of one submission: 1, 2, 3 and so on. */
public record JobId(long value) implements Comparable<JobId> {

  /** The largest id that can be part of a score or a key without loss. */
  public static final long MAX = 1L << 48;

  public JobId {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("job id " + value + " is not in 1.." + MAX);
    }
  }

  /**
   * Reads an id as users write it.
   *
   * @throws IllegalArgumentException when the text is not a whole number above zero
   */
  public static JobId parse(String text) {
    return new JobId(Numbers.positive("job id", text));
  }

  @Override
  public int compareTo(JobId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
