package io.distcomp.task;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks to run. Null means "not said": the timeout and the retries are then the conf
 * file's, the working directory the job's.
 *
 * @param priority 0..9999, higher first
 * @param timeout how long one attempt may take; zero means no limit
 * @param maxRetries how often a failed task is run again, 0 or more
 */
public record TaskSpec(
    TaskType type,
    String command,
    int priority,
    Resources needs,
    @Nullable Duration timeout,
    SortedSet<String> tags,
    @Nullable String cwd,
    SortedMap<String, String> env,
    @Nullable Integer maxRetries) {

  public static final int MAX_PRIORITY = 9999;
  public static final int DEFAULT_PRIORITY = 5;

  /** The kernel takes 131,071 bytes in one argument; half of it leaves room for what we add. */
  public static final int MAX_COMMAND_BYTES = 65_536;

  public TaskSpec {
    if (priority < 0 || priority > MAX_PRIORITY) {
      throw new IllegalArgumentException("priority " + priority + " is not in 0.." + MAX_PRIORITY);
    }
    if (command.isBlank()) {
      throw new IllegalArgumentException("the command is empty");
    }
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
  }

  /** A task with nothing but a type, a command, a priority and needs. */
  public static TaskSpec of(TaskType type, String command, int priority, Resources needs) {
    return new TaskSpec(
        type,
        command,
        priority,
        needs,
        null,
        new TreeSet<>(Set.of()),
        null,
        new TreeMap<>(Map.of()),
        null);
  }

  public TaskSpec withTimeout(@Nullable Duration limit) {
    return new TaskSpec(type, command, priority, needs, limit, tags, cwd, env, maxRetries);
  }

  public TaskSpec withNeeds(Resources changed) {
    return new TaskSpec(type, command, priority, changed, timeout, tags, cwd, env, maxRetries);
  }

  /**
   * The same in its job: the directory and the variables of the job where it has none of its own.
   */
  public TaskSpec in(JobRequest job) {
    if (job.env().isEmpty() && (cwd != null || job.cwd() == null)) {
      return this;
    }
    SortedMap<String, String> all = new TreeMap<>(job.env());
    all.putAll(env);
    return withPlace(cwd == null ? job.cwd() : cwd, all);
  }

  public TaskSpec withPlace(@Nullable String directory, SortedMap<String, String> environment) {
    return new TaskSpec(
        type, command, priority, needs, timeout, tags, directory, environment, maxRetries);
  }
}
