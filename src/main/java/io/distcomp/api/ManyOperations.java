package io.distcomp.api;

import io.distcomp.queue.ManyTasks;
import io.distcomp.queue.ManyTasks.Change;
import io.distcomp.queue.ManyTasks.Removal;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API can do with many tasks at once. For the web verticle's loop only. Failures are
 * {@link ApiException}s. A caller that goes away in the middle stops nothing.
 */
final class ManyOperations {

  private final ManyTasks queue;
  private final ChangeNotices notices;

  ManyOperations(ManyTasks queue, ChangeNotices notices) {
    this.queue = queue;
    this.notices = notices;
  }

  Future<JsonObject> count(TaskFilter filter, @Nullable String cursor) {
    return Operations.orBadCursor(() -> queue.count(filter, cursor), cursor)
        .map(
            found ->
                new JsonObject()
                    .put("count", found.count())
                    .put("exact", found.isExact())
                    .put("next_cursor", found.cursor()));
  }

  Future<JsonObject> cancel(TaskFilter filter, long expected) {
    return change(() -> queue.cancel(filter, expected), expected);
  }

  Future<JsonObject> retry(TaskFilter filter, long expected) {
    return change(() -> queue.retry(filter, expected), expected);
  }

  private Future<JsonObject> change(Supplier<Future<Change>> verb, long expected) {
    return ApiException.orAway(verb.get()).map(done -> changed(done, expected));
  }

  private JsonObject changed(Change done, long expected) {
    if (!done.asExpected()) {
      throw ApiException.at(
          409,
          "E_MOVED",
          Counted.of(done.matching(), "task", "matches", "match")
              + " now, not "
              + Counted.of(expected),
          "/expect",
          "nothing was changed; look again, then ask with the present number");
    }
    done.jobs().forEach(notices::jobChanged);
    return new JsonObject().put("count", done.changed());
  }

  Future<JsonObject> remove(JobId job) {
    return ApiException.orAway(queue.remove(job)).map(removal -> removed(job, removal));
  }

  private JsonObject removed(JobId job, Removal removal) {
    switch (removal) {
      case UNKNOWN -> throw ApiException.notFound("job " + job);
      case RUNNING ->
          throw ApiException.of(
              409, "E_RUNNING", "tasks of job " + job + " run", "cancel it, or wait for them");
      case LOADING ->
          throw ApiException.of(
              409,
              "E_RUNNING",
              "job " + job + " is loading",
              "wait for the end of its submission; if that has died, cancel the job first");
      case REMOVED -> notices.jobChanged(job);
    }
    return new JsonObject().put("removed", job.value());
  }

  /** For PATCH of a job; completes when the tasks that are to do have their new places. */
  Future<Void> reprioritise(JobId job, int priority) {
    return ApiException.orAway(queue.reprioritise(job, priority))
        .map(
            known -> {
              if (!known) {
                throw ApiException.notFound("job " + job);
              }
              notices.jobChanged(job);
              return null;
            });
  }
}
