package io.distcomp.task;

import java.time.Instant;
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
 * @param rules when the job may run and how far
 */
public record JobRequest(
    @Nullable String name,
    @Nullable Integer priority,
    @Nullable String cwd,
    SortedMap<String, String> env,
    Mode mode,
    @Nullable String idempotencyKey,
    Rules rules) {

  /** What a name that exists already means. */
  public enum Mode {
    /** Add only what the job does not have. */
    ADD,
    /** Make a new job of the same name. */
    NEW,
    /** Add, and run the submitted tasks again that are final already. */
    RERUN
  }

  /**
   * When a job may run and how far; null means no such rule. They are about the whole job, also
   * where it has tasks of earlier submissions.
   *
   * @param limit the most tasks of it that may run at a time, 1 or more
   * @param maxFails with this many failed tasks no more are started and the rest is cancelled, 1 or
   *     more
   * @param after a job that must be over before this one starts, whatever its end
   * @param notBefore when it may start
   */
  public record Rules(
      @Nullable Integer limit,
      @Nullable Integer maxFails,
      @Nullable JobId after,
      @Nullable Instant notBefore) {

    /** The largest limit. */
    public static final int MAX_LIMIT = 1_000_000;

    /** The largest number of failed tasks that stops a job. */
    public static final int MAX_FAILS = 10_000_000;

    public static final Rules NONE = new Rules(null, null, null, null);
  }

  public JobRequest {
    env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
  }

  /** A request without rules. */
  public JobRequest(
      @Nullable String name,
      @Nullable Integer priority,
      @Nullable String cwd,
      SortedMap<String, String> env,
      Mode mode,
      @Nullable String idempotencyKey) {
    this(name, priority, cwd, env, mode, idempotencyKey, Rules.NONE);
  }

  /** The same for the job of this name. */
  public JobRequest withName(String other) {
    return new JobRequest(other, priority, cwd, env, mode, idempotencyKey, rules);
  }

  /** The same with this Idempotency-Key. */
  public JobRequest withKey(String key) {
    return new JobRequest(name, priority, cwd, env, mode, key, rules);
  }

  public static JobRequest named(@Nullable String name) {
    return new JobRequest(name, null, null, new TreeMap<>(), Mode.ADD, null);
  }
}
