package io.distcomp.task;

/**
 * One task of one job, written {@code 12.345}; the index is its place in the submission, from 1.
 */
public record TaskId(JobId job, long index) implements Comparable<TaskId> {

  public TaskId {
    if (index < 1) {
      throw new IllegalArgumentException("task index " + index + " is below 1");
    }
  }

  /**
   * Reads an id as users write it.
   *
   * @throws IllegalArgumentException when the text is not {@code <job>.<index>}
   */
  public static TaskId parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("task id '" + text + "' is not <job>.<index>");
    }
    return new TaskId(
        JobId.parse(text.substring(0, dot)),
        Numbers.positive("task index", text.substring(dot + 1)));
  }

  @Override
  public int compareTo(TaskId other) {
    int byJob = job.compareTo(other.job);
    return byJob != 0 ? byJob : Long.compare(index, other.index);
  }

  @Override
  public String toString() {
    return job + "." + index;
  }
}
