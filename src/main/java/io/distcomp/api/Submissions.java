package io.distcomp.api;

import io.distcomp.queue.RuleRefusedException;
import io.distcomp.queue.TaskChunk;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskSpec;
import io.distcomp.taskfile.Mistake;
import io.distcomp.taskfile.TaskFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks in: reads a submission once for its mistakes and, when there are none and it is long,
 * again for its tasks. HTTP and the bus both submit through it. For the web verticle's loop only.
 */
final class Submissions {

  /** Opens the bytes of a submission; called once for each reading, on a worker thread. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * What the first reading found.
   *
   * @param all all tasks, where they are few and the end of the file changes nothing about them
   */
  private record Scan(
      JobRequest job,
      long tasks,
      @Nullable TaskChunk all,
      List<Mistake> mistakes,
      long mistakeCount,
      List<String> notes) {}

  private final Vertx vertx;
  private final TaskQueue queue;
  private final ChangeNotices notices;
  private final TaskReader reader;

  Submissions(Vertx vertx, TaskQueue queue, ChangeNotices notices, TaskReader reader) {
    this.vertx = vertx;
    this.queue = queue;
    this.notices = notices;
    this.reader = reader;
  }

  /**
   * The body of a 201. Fails with an {@link ApiException}; then nothing runs that did not before.
   */
  Future<JsonObject> submit(Source source, SubmitOptions options) {
    return submit(source, options, this::open);
  }

  /** The same once more, to the job that it made: adds what that job has lost. */
  Future<JsonObject> submitAgain(Source source, SubmitOptions options, JobId job, String name) {
    return submit(source, options, request -> queue.reopen(request.withName(name), job));
  }

  private Future<JsonObject> submit(
      Source source, SubmitOptions options, Function<JobRequest, Future<OpenedJob>> open) {
    return vertx
        .executeBlocking(() -> scan(source, options), false)
        .compose(scan -> store(source, options, checked(scan, options), open));
  }

  private Scan scan(Source source, SubmitOptions options) throws IOException {
    try (TaskFile file = reader.open(source.open(), options.format(), options.base())) {
      List<TaskSpec> all = file.next(TaskQueue.MAX_CHUNK);
      long tasks = all.size();
      List<TaskSpec> more = file.next(TaskQueue.MAX_CHUNK);
      while (!more.isEmpty()) {
        all = List.of();
        tasks += more.size();
        more = file.next(TaskQueue.MAX_CHUNK);
      }
      JobRequest job = file.job(options.base());
      boolean isAll =
          tasks == all.size() && Objects.equals(job.priority(), options.base().priority());
      return new Scan(
          job,
          tasks,
          isAll ? TaskChunk.of(all, job) : null,
          file.mistakes(),
          file.mistakeCount(),
          file.notes());
    }
  }

  private static Scan checked(Scan scan, SubmitOptions options) {
    boolean nothingGood = scan.tasks() == 0;
    if (scan.mistakeCount() > 0 && (nothingGood || !options.partial())) {
      throw Mistakes.refusal(scan.mistakes(), scan.mistakeCount());
    }
    if (nothingGood) {
      throw ApiException.of(422, "E_EMPTY", "there is no task in it", null);
    }
    if (scan.tasks() > options.maxTasks()) {
      throw ApiException.of(
          413,
          "E_BATCH_TOO_LARGE",
          Counted.of(scan.tasks()) + " > " + Counted.of(options.maxTasks(), "task"),
          "use several messages, or POST /jobs");
    }
    return scan;
  }

  /** A slip in the number of a job would start the tasks at once. */
  private Future<OpenedJob> open(JobRequest request) {
    JobId after = request.rules().after();
    return after == null
        ? queue.open(request)
        : queue
            .job(after)
            .compose(
                found ->
                    found.isPresent() ? queue.open(request) : Future.failedFuture(gone(after)));
  }

  private static ApiException gone(JobId after) {
    return ApiException.at(422, "E_AFTER", "job " + after + " does not exist", "after", null);
  }

  private static Throwable named(Throwable failure) {
    return failure instanceof RuleRefusedException refused
        ? ApiException.at(422, "E_AFTER", String.valueOf(refused.getMessage()), "after", null)
        : failure;
  }

  private Future<JsonObject> store(
      Source source,
      SubmitOptions options,
      Scan scan,
      Function<JobRequest, Future<OpenedJob>> open) {
    return ApiException.orAway(open.apply(scan.job()).recover(e -> Future.failedFuture(named(e))))
        .compose(
            job -> {
              Added before = job.answeredBefore();
              return before != null
                  ? ApiException.orAway(queue.job(job.id()))
                      .map(found -> answer(found.orElseThrow(), before, scan))
                  : fill(source, options, scan, job);
            });
  }

  private Future<JsonObject> fill(Source source, SubmitOptions options, Scan scan, OpenedJob job) {
    TaskChunk all = scan.all();
    return all == null
        ? load(source, options, scan, job)
            .compose(
                added ->
                    ApiException.orAway(queue.seal(job, added))
                        .map(status -> answer(status, added, scan)))
        : ApiException.orAway(queue.addAndSeal(job, all))
            .map(stored -> answer(stored.job(), stored.added(), scan));
  }

  private Future<Added> load(Source source, SubmitOptions options, Scan scan, OpenedJob job) {
    return vertx
        .executeBlocking(() -> reader.open(source.open(), options.format(), scan.job()), false)
        .compose(file -> new Loading(vertx, queue, file, scan.job(), job).run());
  }

  private JsonObject answer(JobStatus job, Added added, Scan scan) {
    notices.jobChanged(job.id());
    return new JsonObject()
        .put("job", JobJson.of(job))
        .put("accepted", added.accepted())
        .put("duplicates", added.duplicates())
        .put("updated", added.updated())
        .put("rerun", added.rerun())
        .put("rejected", Mistakes.json(scan.mistakes()))
        .put("rejected_total", scan.mistakeCount())
        .put("notes", new JsonArray(List.copyOf(scan.notes())));
  }
}
