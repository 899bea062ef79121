package io.distcomp.queue;

import io.distcomp.task.JobId;

/** The job of a submission is being removed, or was. Nothing of the submission will run. */
public final class JobRemovedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public JobRemovedException(JobId job) {
    super("job " + job + " is being removed", null, false, false);
  }
}
