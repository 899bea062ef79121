package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * When the tasks of a job may start: the part of {@link TaskQueue} about holds and limits. Every
 * verb is atomic and safe to repeat.
 */
public interface JobControl {

  /** Starts no more tasks of the job; running ones go on. False when there is no such job. */
  Future<Boolean> pause(JobId job);

  /** Ends a pause, also one that failures made. False when there is no such job. */
  Future<Boolean> resume(JobId job);

  /** Changes the rules of a job, from the next claim on. False when there is no such job. */
  Future<Boolean> change(JobId job, RuleChange change);

  /** Cancels some unstarted tasks of jobs that their failures have stopped. */
  Future<Halted> haltFailing();

  /** Tasks cancelled, and whether to call {@link #haltFailing} again at once. */
  record Halted(int tasks, boolean more) {}

  /** New rules of a job; what is not set stays. */
  record RuleChange(Setting limit, Setting maxFails) {

    public static final RuleChange NOTHING = new RuleChange(Setting.LEFT, Setting.LEFT);
  }

  /**
   * One rule in a change.
   *
   * @param isSet false when it stays as it is
   * @param value null takes the rule away
   */
  record Setting(boolean isSet, @Nullable Integer value) {

    /** It stays as it is. */
    public static final Setting LEFT = new Setting(false, null);

    public static Setting to(@Nullable Integer value) {
      return new Setting(true, value);
    }
  }
}
