package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns selectors into jobs. Used by verbs; asks the node. */
final class JobFinder {

  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final NodeClient node;

  JobFinder(NodeClient node) {
    this.node = node;
  }

  /** The one job that is meant. */
  JobId one(Selector selector) {
    if (selector instanceof Selector.Job job) {
      return job.id();
    }
    if (selector instanceof Selector.Last) {
      return newest();
    }
    throw CliException.usage(
        selector instanceof Selector.All
            ? "'all' is not one job"
            : "expected a job, not tasks of one");
  }

  /**
   * Returns when the job that is meant is there: a list of tasks of a job that does not exist looks
   * as one of a job in which none match.
   */
  void mustExist(@Nullable Object job) {
    if (job instanceof JobId id) {
      JsonObject unused = json(id);
    }
  }

  /** The job as the API shows it. */
  JsonObject json(JobId id) {
    return node.get("/jobs/" + id);
  }

  /** Every job that is as wanted, newest first. */
  List<JobStatus> all(Predicate<JobStatus> wanted) {
    return Pages.read(node, "/jobs", "jobs", Query::new, NO_LIMIT).rows().stream()
        .map(Json::job)
        .filter(wanted)
        .toList();
  }

  private JobId newest() {
    return Pages.read(node, "/jobs", "jobs", Query::new, 1).rows().stream()
        .findFirst()
        .map(json -> Json.job(json).id())
        .orElseThrow(() -> CliException.usage("there is no job yet; submit one first"));
  }
}
