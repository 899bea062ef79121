package io.distcomp.api;

import io.distcomp.queue.JobControl;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API can do, free of how it was asked: HTTP and the bus call the same methods. For the
 * web verticle's loop only. Failures are {@link ApiException}s.
 */
final class Operations {

  private final TaskQueue queue;
  private final ChangeNotices notices;
  private final Supplier<String> redis;
  private final Supplier<String> cluster;

  Operations(
      TaskQueue queue, ChangeNotices notices, Supplier<String> redis, Supplier<String> cluster) {
    this.queue = queue;
    this.notices = notices;
    this.redis = redis;
    this.cluster = cluster;
  }

  Future<JsonObject> status() {
    return orAway(
        queue
            .status()
            .compose(
                status ->
                    queue
                        .nodes()
                        .map(nodes -> StatusJson.of(status, nodes, redis.get(), cluster.get()))));
  }

  Future<JsonObject> nodes() {
    return orAway(queue.nodes().map(nodes -> new JsonObject().put("nodes", NodeJson.list(nodes))));
  }

  Future<JsonObject> jobs(int limit, @Nullable String cursor) {
    return orBadCursor(() -> queue.jobs(limit, cursor), cursor).map(JobJson::page);
  }

  Future<JsonObject> job(JobId id) {
    return existing(queue.job(id), "job " + id).map(JobJson::of);
  }

  Future<JsonObject> tasks(TaskFilter filter, int limit, @Nullable String cursor) {
    return orBadCursor(() -> queue.tasks(filter, limit, cursor), cursor).map(TaskJson::page);
  }

  Future<JsonObject> task(TaskId id) {
    return existing(queue.task(id), "task " + id).map(TaskJson::of);
  }

  /** The job afterwards, and how many of its tasks this cancelled. */
  Future<JsonObject> cancel(JobId id) {
    return changeJob(id, queue::cancel);
  }

  Future<JsonObject> retry(JobId id) {
    return changeJob(id, queue::retry);
  }

  /** The task afterwards, and 1 or 0. */
  Future<JsonObject> cancel(TaskId id) {
    return changeTask(id, queue::cancel);
  }

  Future<JsonObject> retry(TaskId id) {
    return changeTask(id, queue::retry);
  }

  Future<JsonObject> drain(String node, boolean draining) {
    return orAway(queue.drain(node, draining))
        .map(
            known -> {
              if (!known) {
                throw ApiException.notFound("node " + ApiError.quote(node));
              }
              notices.nodeChanged(node);
              return new JsonObject().put("name", node).put("draining", draining);
            });
  }

  /** The job after a change of when its tasks start. */
  Future<JsonObject> control(JobId id, BiFunction<JobControl, JobId, Future<Boolean>> change) {
    return orAway(change.apply(queue, id))
        .compose(
            known -> {
              if (!known) {
                throw ApiException.notFound("job " + id);
              }
              notices.jobChanged(id);
              return job(id);
            });
  }

  private Future<JsonObject> changeJob(JobId id, Function<JobId, Future<Long>> change) {
    return job(id)
        .compose(found -> orAway(change.apply(id)))
        .compose(count -> job(id).map(job -> changed(id, count).put("job", job)));
  }

  private Future<JsonObject> changeTask(TaskId id, Function<List<TaskId>, Future<Integer>> change) {
    return task(id)
        .compose(found -> orAway(change.apply(List.of(id))))
        .compose(count -> task(id).map(task -> changed(id.job(), count).put("task", task)));
  }

  private JsonObject changed(JobId job, Number count) {
    notices.jobChanged(job);
    return new JsonObject().put("count", count);
  }

  private static <T> Future<T> existing(Future<Optional<T>> read, String what) {
    return orAway(read).map(found -> found.orElseThrow(() -> ApiException.notFound(what)));
  }

  /** A cursor is foreign text: the queue may throw or fail when it cannot be one. */
  static <T> Future<T> orBadCursor(Supplier<Future<T>> read, @Nullable String cursor) {
    return orAway(
        Future.<Void>succeededFuture()
            .compose(v -> read.get())
            .recover(
                e ->
                    Future.failedFuture(
                        cursor != null && e instanceof IllegalArgumentException
                            ? ApiException.at(
                                400,
                                "E_CURSOR",
                                ApiError.quote(cursor) + " is no cursor",
                                "cursor",
                                null)
                            : e)));
  }

  private static <T> Future<T> orAway(Future<T> answer) {
    return ApiException.orAway(answer);
  }
}
