package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import java.util.List;
import java.util.stream.LongStream;

/** What a verb works on, as the user names it. Pure; made by picocli from arguments. */
sealed interface Selector {

  /** The newest job. */
  record Last() implements Selector {}

  /** Every job that the verb can work on. */
  record All() implements Selector {}

  /** One job. */
  record Job(JobId id) implements Selector {}

  /** Tasks of one job by their places, both ends included. */
  record Tasks(JobId job, long first, long last) implements Selector {

    /** More than this is a job, not a choice of tasks. */
    static final long MAX = 10_000;

    List<TaskId> ids() {
      return LongStream.rangeClosed(first, last).mapToObj(i -> new TaskId(job, i)).toList();
    }
  }

  /**
   * Reads {@code last}, {@code all}, {@code 3}, {@code 3.17} or {@code 3.5-9}.
   *
   * @throws IllegalArgumentException when the text is none of these
   */
  static Selector parse(String text) {
    return switch (text) {
      case "last" -> new Last();
      case "all" -> new All();
      default -> text.indexOf('.') < 0 ? new Job(JobId.parse(text)) : tasks(text);
    };
  }

  private static Tasks tasks(String text) {
    int dash = text.indexOf('-');
    TaskId first = TaskId.parse(dash < 0 ? text : text.substring(0, dash));
    long last = dash < 0 ? first.index() : lastOf(first, text.substring(dash + 1));
    if (last < first.index()) {
      throw new IllegalArgumentException("the range '" + text + "' ends before it begins");
    }
    if (last - first.index() >= Tasks.MAX) {
      throw new IllegalArgumentException(
          "the range '" + text + "' has more than " + Counted.of(Tasks.MAX) + " tasks");
    }
    return new Tasks(first.job(), first.index(), last);
  }

  /** The end may be written {@code 9} or {@code 3.9}. */
  private static long lastOf(TaskId first, String text) {
    TaskId last = TaskId.parse(text.indexOf('.') < 0 ? first.job() + "." + text : text);
    if (!last.job().equals(first.job())) {
      throw new IllegalArgumentException("a range lies within one job");
    }
    return last.index();
  }
}
