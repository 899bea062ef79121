package io.distcomp.task;

/** How many tasks are in each state. Maintained by every verb, never recounted. */
public record TaskCounts(
    long todo, long waiting, long inProgress, long finished, long failed, long cancelled) {

  public static final TaskCounts NONE = new TaskCounts(0, 0, 0, 0, 0, 0);

  public long total() {
    return todo + waiting + inProgress + finished + failed + cancelled;
  }

  /** Tasks that will never change again by themselves. */
  public long settled() {
    return finished + failed + cancelled;
  }

  public long open() {
    return todo + waiting + inProgress;
  }

  public long of(TaskState state) {
    return switch (state) {
      case TODO -> todo;
      case WAITING -> waiting;
      case IN_PROGRESS -> inProgress;
      case FINISHED -> finished;
      case FAILED -> failed;
      case CANCELLED -> cancelled;
    };
  }
}
