package io.distcomp.api;

import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.TaskSpec;
import io.distcomp.taskfile.TaskFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/**
 * Moves the tasks of one file into one open job, a chunk at a time; the next chunk is read while
 * the queue stores the last. For the web verticle's loop only; the file is closed at the end.
 */
final class Loading {

  private final Vertx vertx;
  private final TaskQueue queue;
  private final TaskFile file;
  private final OpenedJob job;
  private Future<List<TaskSpec>> chunk;
  private Added sum = Added.NOTHING;

  Loading(Vertx vertx, TaskQueue queue, TaskFile file, OpenedJob job) {
    this.vertx = vertx;
    this.queue = queue;
    this.file = file;
    this.job = job;
    this.chunk = read();
  }

  Future<Added> run() {
    return Loop.whileTrue(() -> chunk.compose(this::store)).eventually(this::close).map(v -> sum);
  }

  private Future<Boolean> store(List<TaskSpec> tasks) {
    if (tasks.isEmpty()) {
      return Future.succeededFuture(false);
    }
    chunk = read();
    return ApiException.orAway(queue.add(job, tasks))
        .map(
            added -> {
              sum = sum.plus(added);
              return true;
            });
  }

  private Future<List<TaskSpec>> read() {
    return vertx.executeBlocking(() -> file.next(TaskQueue.MAX_CHUNK), false);
  }

  /** Not before the last reading is over: the file is for one thread at a time. */
  private Future<Void> close() {
    return chunk
        .<Void>mapEmpty()
        .otherwiseEmpty()
        .compose(
            idle ->
                vertx.executeBlocking(
                    () -> {
                      file.close();
                      return null;
                    },
                    false));
  }
}
