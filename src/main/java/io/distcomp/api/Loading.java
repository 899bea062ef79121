package io.distcomp.api;

import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.JobRequest;
import io.distcomp.taskfile.TaskFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Moves the tasks of one file into one open job, a chunk at a time; the next chunk is read and made
 * ready while the queue stores the last. For the web verticle's loop only; the file is closed at
 * the end.
 */
final class Loading {

  private final Vertx vertx;
  private final TaskQueue queue;
  private final TaskFile file;
  private final JobRequest request;
  private final OpenedJob job;
  private Future<TaskChunk> chunk;
  private Added sum = Added.NOTHING;

  /** What {@code request} says of the job holds for each task that does not say it. */
  Loading(Vertx vertx, TaskQueue queue, TaskFile file, JobRequest request, OpenedJob job) {
    this.vertx = vertx;
    this.queue = queue;
    this.file = file;
    this.request = request;
    this.job = job;
    this.chunk = read();
  }

  Future<Added> run() {
    return Loop.whileTrue(() -> chunk.compose(this::store)).eventually(this::close).map(v -> sum);
  }

  private Future<Boolean> store(TaskChunk tasks) {
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

  private Future<TaskChunk> read() {
    return vertx.executeBlocking(
        () -> TaskChunk.of(file.next(TaskQueue.MAX_CHUNK), request), false);
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
