package io.distcomp.api;

import io.distcomp.queue.TaskQueue;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads from the queue what watchers are shown. For the web verticle's loop only; a reading costs
 * three calls and one for each changed job that is not among the newest.
 */
record LiveReader(TaskQueue queue, Supplier<String> redis, Supplier<String> cluster) {

  /** The most changed jobs that one reading asks for by their ids. */
  static final int MOST_SINGLE = 50;

  /**
   * A reading.
   *
   * @param gone jobs that were asked for and do not exist any more
   */
  record Found(LiveView.Reading reading, Set<JobId> gone) {}

  /** Status, all nodes, the newest jobs and these. */
  Future<Found> everything(Set<JobId> changed) {
    return queue
        .jobs(LiveView.SNAPSHOT_JOBS, null)
        .compose(page -> read(page.rows(), without(changed, page.rows())));
  }

  /** Status, all nodes and these jobs. */
  Future<Found> only(Set<JobId> changed) {
    return changed.size() > MOST_SINGLE ? everything(changed) : read(List.of(), changed);
  }

  private static Set<JobId> without(Set<JobId> changed, List<JobStatus> read) {
    Set<JobId> rest = new HashSet<>(changed);
    read.forEach(job -> rest.remove(job.id()));
    return rest;
  }

  private Future<Found> read(List<JobStatus> known, Set<JobId> ids) {
    List<JobId> asked = ids.stream().sorted().limit(MOST_SINGLE).toList();
    List<Future<Optional<JobStatus>>> answers = asked.stream().map(queue::job).toList();
    return Future.all(answers).compose(done -> rest(known, asked, answers));
  }

  private Future<Found> rest(
      List<JobStatus> known, List<JobId> asked, List<Future<Optional<JobStatus>>> answers) {
    List<JobStatus> jobs = new ArrayList<>(known);
    Set<JobId> gone = new HashSet<>();
    for (int i = 0; i < asked.size(); i++) {
      answers.get(i).result().ifPresentOrElse(jobs::add, goneAt(gone, asked.get(i)));
    }
    List<JsonObject> rows = jobs.stream().map(JobJson::of).toList();
    return queue
        .nodes()
        .compose(
            nodes ->
                queue
                    .status()
                    .map(
                        status ->
                            new Found(
                                new LiveView.Reading(
                                    StatusJson.of(status, nodes, redis.get(), cluster.get()),
                                    rows,
                                    nodes.stream().map(NodeJson::of).toList()),
                                gone)));
  }

  private static Runnable goneAt(Set<JobId> gone, JobId id) {
    return () -> gone.add(id);
  }
}
