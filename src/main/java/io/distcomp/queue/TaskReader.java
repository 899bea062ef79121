package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.queue.TaskQueue.StoredOutput;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tasks: one, a list, or a page of those that match. */
final class TaskReader {

  /** Tasks that one call looks at. */
  private static final int STEP = 1000;

  /** Jobs whose counters one step looks at. */
  private static final int JOBS = 200;

  /** Calls that one page may cost before it is given out short, with a cursor. */
  private static final int MAX_STEPS = 10;

  private final RedisLink link;
  private final QueueKeys keys;
  private final NodeReader nodes;
  private final FailureReader failures;

  TaskReader(RedisLink link, QueueKeys keys, NodeReader nodes) {
    this.link = link;
    this.keys = keys;
    this.nodes = nodes;
    failures = new FailureReader(link, keys);
  }

  Future<Optional<TaskStatus>> task(TaskId id) {
    return rows(List.of(id)).map(rows -> rows.stream().findFirst());
  }

  Future<Optional<StoredOutput>> output(TaskId id) {
    return link.send(
            Request.cmd(Command.HGET).arg(keys.output(id.job(), id.index())).arg(id.index()))
        .recover(Replies::noneIfWrongType)
        .map(value -> Optional.ofNullable(value).flatMap(v -> Outputs.read(v.toBuffer())));
  }

  Future<Page<TaskStatus>> tasks(TaskFilter filter, int limit, @Nullable String cursor) {
    TaskState state = filter.state();
    if (filter.failure() != null) {
      return alike(filter, filter.failure(), limit, cursor);
    }
    if (state == TaskState.IN_PROGRESS) {
      return running(filter, limit, cursor);
    }
    if (filter.job() != null && (state == TaskState.FAILED || state == TaskState.CANCELLED)) {
      return ended(filter.job(), state, filter, limit, cursor);
    }
    return scan(new Scan(filter, limit), cursor);
  }

  // --- by scanning indexes: newest job first, in order of submission

  private Future<Page<TaskStatus>> scan(Scan scan, @Nullable String cursor) {
    if (cursor != null) {
      TaskId at = TaskId.parse(cursor);
      return scanFrom(scan, at.job(), at.index());
    }
    JobId job = scan.filter.job();
    return job != null ? scanFrom(scan, job, 1) : nextJob(scan, JobIds.NEWEST);
  }

  /** Jobs without a task in the wanted state cost a look at their counter. */
  private Future<Page<TaskStatus>> nextJob(Scan scan, String place) {
    JobIds jobs = new JobIds(link, keys);
    return jobs.from(place, JOBS)
        .compose(
            ids ->
                ids.isEmpty()
                    ? Future.succeededFuture(new Page<>(scan.rows, null))
                    : jobs.firstWith(ids, scan.filter.state())
                        .compose(
                            job ->
                                job.isPresent()
                                    ? scanFrom(scan, job.get(), 1)
                                    : pass(scan, JobId.parse(ids.get(ids.size() - 1)))));
  }

  /** Looks for the next job behind this one, or leaves that to the next page. */
  private Future<Page<TaskStatus>> pass(Scan scan, JobId last) {
    return scan.steps++ >= MAX_STEPS
        ? Future.succeededFuture(new Page<>(scan.rows, new TaskId(last, 1).toString()))
        : nextJob(scan, JobIds.below(last.value()));
  }

  private Future<Page<TaskStatus>> scanFrom(Scan scan, JobId job, long index) {
    if (scan.rows.size() >= scan.limit || scan.steps++ >= MAX_STEPS) {
      return Future.succeededFuture(new Page<>(scan.rows, new TaskId(job, index).toString()));
    }
    return call(scan, job, index, List.of())
        .compose(answer -> read(answer).compose(rows -> goOn(scan, job, answer, rows)));
  }

  private Future<Page<TaskStatus>> goOn(
      Scan scan, JobId job, Response answer, List<TaskStatus> rows) {
    scan.rows.addAll(rows);
    long next = answer.get(0).toLong();
    if (next > 0) {
      return scanFrom(scan, job, next);
    }
    return scan.filter.job() != null
        ? Future.succeededFuture(new Page<>(scan.rows, null))
        : nextJob(scan, JobIds.below(job.value()));
  }

  private Future<Response> call(Scan scan, @Nullable JobId job, long index, List<TaskId> ids) {
    return rows(scan.filter, job, index, scan.limit - scan.rows.size(), false, ids);
  }

  /**
   * What rows-1.lua answers.
   *
   * @param job null when {@code ids} are to be read
   * @param brief ids alone
   */
  Future<Response> rows(
      TaskFilter f, @Nullable JobId job, long index, int limit, boolean brief, List<TaskId> ids) {
    return link.eval(
        Script.ROWS,
        List.of(job == null ? keys.meta() : keys.job(job)),
        r -> {
          r.arg(job == null ? "" : job.toString())
              .arg(index)
              .arg(1)
              .arg(limit)
              .arg(STEP)
              .arg(f.state() == null ? "" : String.valueOf(f.state().code()))
              .arg(orEmpty(f.outcome()))
              .arg(f.exitCode() == null ? "" : f.exitCode().toString())
              .arg(orEmpty(f.node()))
              .arg(orEmpty(f.text()))
              .arg(brief ? "1" : "0");
          ids.forEach(id -> r.arg(id.toString()));
          return r;
        });
  }

  /** One page being filled. */
  private static final class Scan {
    private final TaskFilter filter;
    private final int limit;
    private final List<TaskStatus> rows = new ArrayList<>();
    private int steps;

    Scan(TaskFilter filter, int limit) {
      this.filter = filter;
      this.limit = limit;
    }
  }

  // --- by index: what is failed, cancelled or in progress is found without a scan

  private Future<Page<TaskStatus>> ended(
      JobId job, TaskState state, TaskFilter filter, int limit, @Nullable String cursor) {
    long from = cursor == null ? 0 : Long.parseLong(cursor);
    String index = state == TaskState.FAILED ? keys.failed(job) : keys.cancelled(job);
    return link.send(
            Request.cmd(Command.ZRANGE).arg(index).arg(from).arg(from + limit - 1).arg("REV"))
        .compose(
            answer -> {
              List<TaskId> ids = Replies.tasks(job, answer);
              int read = answer == null ? 0 : answer.size();
              String next = read < limit ? null : Long.toString(from + limit);
              return listed(filter, limit, ids).map(rows -> new Page<>(rows, next));
            });
  }

  /** The rest of a filter that asks for a group of failures. */
  static TaskFilter failed(TaskFilter f) {
    return new TaskFilter(f.job(), TaskState.FAILED, f.outcome(), f.exitCode(), f.node(), f.text());
  }

  /** Over all that match; the filter is asked in bounded steps. */
  Walk walk(TaskFilter filter) {
    return filter.failure() == null
        ? new TaskWalk(link, keys, this, filter)
        : new FailureWalk(failures, this, filter);
  }

  /** Of the tasks that failed alike, those that match the rest of the filter. */
  private Future<Page<TaskStatus>> alike(
      TaskFilter f, String failure, int limit, @Nullable String cursor) {
    if (f.state() != null && f.state() != TaskState.FAILED) {
      return Future.succeededFuture(new Page<>(List.of(), null));
    }
    TaskFilter failed = failed(f);
    return failures
        .page(f.job(), failure, limit, cursor)
        .compose(
            page ->
                listed(failed, limit, page.rows())
                    .map(rows -> new Page<>(rows, page.nextCursor())));
  }

  /** Nodes hold few tasks: they are read whole and paged here. */
  private Future<Page<TaskStatus>> running(TaskFilter filter, int limit, @Nullable String cursor) {
    long from = cursor == null ? 0 : Long.parseLong(cursor);
    Future<List<TaskId>> all = filter.node() == null ? nodes.held() : nodes.heldBy(filter.node());
    return all.compose(
        held -> {
          List<TaskId> ids =
              held.stream()
                  .filter(id -> filter.job() == null || filter.job().equals(id.job()))
                  .sorted()
                  .skip(from)
                  .limit(limit)
                  .toList();
          String next = ids.size() < limit ? null : Long.toString(from + limit);
          return listed(filter, limit, ids).map(rows -> new Page<>(rows, next));
        });
  }

  private Future<List<TaskStatus>> rows(List<TaskId> ids) {
    return listed(TaskFilter.ALL, ids.size(), ids);
  }

  private Future<List<TaskStatus>> listed(TaskFilter filter, int limit, List<TaskId> ids) {
    return call(new Scan(filter, limit), null, 0, ids).compose(this::read);
  }

  // --- rows as values

  private Future<List<TaskStatus>> read(Response answer) {
    List<TaskRow> rows = new ArrayList<>();
    Set<Incarnation> holders = new HashSet<>();
    for (int i = 1; i < answer.size(); i++) {
      TaskRow row = TaskRow.of(answer.get(i));
      rows.add(row);
      if (row.holder() != null) {
        holders.add(row.holder());
      }
    }
    return nodes.learn(holders).map(v -> rows.stream().map(r -> r.status(nodes::nameOf)).toList());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
