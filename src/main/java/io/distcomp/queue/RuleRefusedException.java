package io.distcomp.queue;

import io.distcomp.task.JobId;

/** A job that would wait for itself, straight or through others. Nothing of it was changed. */
public final class RuleRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RuleRefusedException(JobId job, JobId after) {
    super(
        "job " + job + " cannot start after job " + after + ", which waits for it",
        null,
        false,
        false);
  }
}
