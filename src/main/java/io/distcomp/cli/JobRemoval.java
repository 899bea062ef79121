package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonObject;

/** Removes whole jobs, running tasks killed first. Used by {@link Manager}. */
final class JobRemoval {

  private final NodeClient node;
  private final Patience patience;

  JobRemoval(NodeClient node, Signals signals) {
    this.node = node;
    this.patience = new Patience(signals);
  }

  /** Ends when nothing of it is left. The caller has asked whether tasks may be killed. */
  void remove(JobStatus job) {
    String path = "/jobs/" + job.id();
    if (job.counts().inProgress() > 0) {
      JsonObject unused = node.post(path + "/cancel");
      patience.until(
          () -> Json.job(node.get(path)).counts(),
          (TaskCounts counts) -> counts.inProgress() == 0,
          "tasks of job " + job.id() + " do not end");
    }
    JsonObject unused = node.change("DELETE", path, null);
  }
}
