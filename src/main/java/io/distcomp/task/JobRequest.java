package io.distcomp.task;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about a submission as a whole.
 *
 * @param name a job of this name is added to; null makes a new job {@code job-12}
 * @param priority for tasks that name none; null means {@link TaskSpec#DEFAULT_PRIORITY}
 * @param cwd working directory of tasks that name none; null means the conf file's folder
 * @param mode what a name that exists already means
 * @param idempotencyKey the same key again continues or repeats the same submission
 */
public record JobRequest(
    @Nullable String name,
    @Nullable Integer priority,
    @Nullable String cwd,
    SortedMap<String, String> env,
    Mode mode,
    @Nullable String idempotencyKey) {

  /** What a name that exists already means. */
  public enum Mode {
    /** Add only what the job does not have. */
    ADD,
    /** Make a new job of the same name. */
    NEW,
    /** Add, and run the submitted tasks again that are final already. */
    RERUN
  }

  public JobRequest {
    env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
  }

  public static JobRequest named(@Nullable String name) {
    return new JobRequest(name, null, null, new TreeMap<>(), Mode.ADD, null);
  }
}
