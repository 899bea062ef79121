package io.distcomp.queue;

import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some tasks of a submission, made ready for the queue. Immutable; made on any thread, best on one
 * that may work for some milliseconds.
 */
public final class TaskChunk {

  /** What the queue knows a task by, and the number of its profile from 1. */
  record Row(String identity, int profile, String command) {}

  private final List<TaskSpec> tasks;
  private final List<String> profiles;
  private final List<Row> rows;

  private TaskChunk(List<TaskSpec> tasks, List<String> profiles, List<Row> rows) {
    this.tasks = tasks;
    this.profiles = profiles;
    this.rows = rows;
  }

  /** At most {@link TaskQueue#MAX_CHUNK} tasks. */
  public static TaskChunk of(List<TaskSpec> tasks) {
    if (tasks.size() > TaskQueue.MAX_CHUNK) {
      throw new IllegalArgumentException(tasks.size() + " tasks, limit " + TaskQueue.MAX_CHUNK);
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<Row> rows = new ArrayList<>(tasks.size());
    for (TaskSpec task : tasks) {
      int profile = numbers.computeIfAbsent(Profiles.text(task), text -> numbers.size() + 1);
      rows.add(new Row(TaskIdentity.of(task), profile, task.command()));
    }
    return new TaskChunk(List.copyOf(tasks), List.copyOf(numbers.keySet()), List.copyOf(rows));
  }

  /** The same of tasks in their job: with its directory and its variables. */
  public static TaskChunk of(List<TaskSpec> tasks, JobRequest job) {
    return of(tasks.stream().map(task -> task.in(job)).toList());
  }

  public List<TaskSpec> tasks() {
    return tasks;
  }

  public boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** In the order of their numbers. */
  List<String> profiles() {
    return profiles;
  }

  List<Row> rows() {
    return rows;
  }
}
