package io.distcomp.queue;

import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some tasks of a submission, made ready for the queue. Immutable; made on any thread, best on one
 * that may work for some milliseconds.
 */
public final class TaskChunk {

  private final List<TaskSpec> tasks;
  private final List<String> profiles;
  private final List<Buffer> packs;

  private TaskChunk(List<TaskSpec> tasks, List<String> profiles, List<Buffer> packs) {
    this.tasks = tasks;
    this.profiles = profiles;
    this.packs = packs;
  }

  /** At most {@link TaskQueue#MAX_CHUNK} tasks. */
  public static TaskChunk of(List<TaskSpec> tasks) {
    if (tasks.size() > TaskQueue.MAX_CHUNK) {
      throw new IllegalArgumentException(tasks.size() + " tasks, limit " + TaskQueue.MAX_CHUNK);
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<Buffer> packs = new ArrayList<>();
    TaskPack pack = new TaskPack();
    for (TaskSpec task : tasks) {
      int profile = numbers.computeIfAbsent(Profiles.text(task), text -> numbers.size() + 1);
      pack.add(TaskIdentity.of(task), profile, task.command());
      if (pack.isFull()) {
        packs.add(pack.bytes());
        pack = new TaskPack();
      }
    }
    if (!pack.isEmpty()) {
      packs.add(pack.bytes());
    }
    return new TaskChunk(List.copyOf(tasks), List.copyOf(numbers.keySet()), List.copyOf(packs));
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

  /** All tasks in their order, each {@link TaskPack#bytes}. */
  List<Buffer> packs() {
    return packs;
  }
}
