package io.distcomp.queue;

import io.distcomp.queue.Insight.Explanation;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads where a task stands in the queue, and what its job and the nodes have to do with it. */
final class PlaceReader {

  /** Classes that stand before a task's own and are counted. */
  private static final int MAX_CLASSES = 500;

  private final RedisLink link;
  private final QueueKeys keys;
  private final Clock clock;
  private final JobReader jobs;
  private final NodeReader nodes;
  private final TaskReader tasks;

  PlaceReader(
      RedisLink link,
      QueueKeys keys,
      Clock clock,
      JobReader jobs,
      NodeReader nodes,
      TaskReader tasks) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
    this.jobs = jobs;
    this.nodes = nodes;
    this.tasks = tasks;
  }

  /**
   * Where a task stands.
   *
   * @param avoided nodes that it would rather not run on, until {@code avoidedUntil}
   * @param before how many tasks come before it; negative when it is not in the queue
   * @param exact whether all of those were counted
   * @param holds why its job is not offered, in the words of Redis
   */
  record Place(
      Set<String> avoided,
      Instant avoidedUntil,
      long before,
      boolean exact,
      int lost,
      int failed,
      Set<String> holds) {

    static final Place UNKNOWN = new Place(Set.of(), Instant.EPOCH, -1, true, 0, 0, Set.of());
  }

  Future<Optional<Explanation>> explain(TaskId id) {
    return Future.all(tasks.task(id), jobs.job(id.job()), nodes.nodes(), place(id))
        .compose(
            all -> {
              Optional<TaskStatus> task = all.resultAt(0);
              List<NodeStatus> machines = all.resultAt(2);
              Place place = all.resultAt(3);
              return held(all.resultAt(1), place)
                  .map(
                      held ->
                          task.map(
                              t -> new Explainer(t, held, machines, place, clock.instant()).say()));
            });
  }

  private Future<String> held(Optional<JobStatus> found, Place place) {
    if (found.isEmpty()) {
      return Future.succeededFuture("");
    }
    JobStatus job = found.orElseThrow();
    JobId after = job.holds().after();
    Future<Optional<JobStatus>> before =
        after == null ? Future.succeededFuture(Optional.empty()) : jobs.job(after);
    return before.map(other -> new JobHolds(job, place.holds(), other).sentences());
  }

  private Future<Place> place(TaskId id) {
    return link.eval(
            Script.PLACE, List.of(keys.ready()), r -> r.arg(id.toString()).arg(MAX_CLASSES))
        .map(answer -> answer.size() == 0 ? Place.UNKNOWN : place(answer));
  }

  private static Place place(Response answer) {
    String avoided = answer.get(0).toString();
    return new Place(
        avoided.equals("-") ? Set.of() : new TreeSet<>(Arrays.asList(avoided.split(",", -1))),
        Instant.ofEpochMilli(Replies.number(answer.get(1).toString())),
        Replies.number(answer.get(2).toString()),
        answer.get(3).toString().equals("1"),
        (int) Replies.number(answer.get(4).toString()),
        (int) Replies.number(answer.get(5).toString()),
        Set.of(answer.get(6).toString().split(",", -1)));
  }
}
