package io.distcomp.queue;

import io.distcomp.queue.Insight.Failures;
import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.task.Attempt;
import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads failed tasks by how they failed: in groups, or those of one group. */
final class FailureReader {

  /** Tasks that one call looks at, with their outputs. */
  private static final int STEP = 250;

  /** Jobs that one call looks at. */
  private static final int JOBS = 500;

  /** Calls for the groups: beyond them the groups are those of the newest tasks. */
  private static final int GROUP_STEPS = 20;

  /** Calls that one page may cost before it is given out short, with a cursor. */
  private static final int PAGE_STEPS = 8;

  private final RedisLink link;
  private final QueueKeys keys;

  FailureReader(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** A failed task, and the place to go on from behind it. */
  private record Failed(TaskId id, Place place, @Nullable Attempt last, FailureMessage message) {}

  /** One answer; the place is null at the end. */
  private record Step(List<Failed> tasks, @Nullable Place next) {}

  /** Behind a failed task of a job; the texts are Redis' own. */
  private record Place(String job, String index, String ended) {

    private static final Place NEWEST = new Place("0", "0", "0");
    private static final Pattern FORM =
        Pattern.compile("([1-9]\\d{0,14})/(\\d{1,15})/([0-9.e+]{1,30})");

    static Place of(JobId job) {
      return new Place(job.toString(), "0", "0");
    }

    static Place parse(String cursor) {
      Matcher m = FORM.matcher(cursor);
      if (!m.matches()) {
        throw new IllegalArgumentException("'" + cursor + "' is no cursor");
      }
      return new Place(m.group(1), m.group(2), m.group(3));
    }

    @Override
    public String toString() {
      return job + "/" + index + "/" + ended;
    }
  }

  Future<Failures> groups(@Nullable JobId job, int limit) {
    return gather(job, first(job), GROUP_STEPS, new FailureGroups())
        .map(found -> found.largest(limit));
  }

  private Future<FailureGroups> gather(
      @Nullable JobId job, Place from, int steps, FailureGroups groups) {
    return step(job, from)
        .compose(
            step -> {
              for (Failed task : step.tasks) {
                String node = task.last == null ? "-" : task.last.node();
                groups.add(task.id, task.message, node);
              }
              if (step.next == null) {
                return Future.succeededFuture(groups);
              }
              if (steps == 1) {
                groups.thereAreMore();
                return Future.succeededFuture(groups);
              }
              return gather(job, step.next, steps - 1, groups);
            });
  }

  /**
   * Tasks of the group with this key; of one job, or of all. Fails with an IllegalArgumentException
   * when the cursor is none.
   */
  Future<Page<TaskId>> page(@Nullable JobId job, String key, int limit, @Nullable String cursor) {
    Place from;
    try {
      from = cursor == null ? first(job) : Place.parse(cursor);
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
    if (job != null && !from.job.equals(job.toString())) {
      return Future.failedFuture(new IllegalArgumentException("a cursor of job " + from.job));
    }
    return fill(job, key, limit, from, PAGE_STEPS, new ArrayList<>());
  }

  private Future<Page<TaskId>> fill(
      @Nullable JobId job, String key, int limit, Place from, int steps, List<TaskId> found) {
    return step(job, from)
        .compose(
            step -> {
              for (Failed task : step.tasks) {
                if (task.message.key().equals(key)) {
                  found.add(task.id);
                }
                if (found.size() == limit) {
                  return page(found, task.place);
                }
              }
              return step.next == null || steps == 1
                  ? page(found, step.next)
                  : fill(job, key, limit, step.next, steps - 1, found);
            });
  }

  private static Future<Page<TaskId>> page(List<TaskId> found, @Nullable Place next) {
    return Future.succeededFuture(new Page<>(found, next == null ? null : next.toString()));
  }

  private static Place first(@Nullable JobId job) {
    return job == null ? Place.NEWEST : Place.of(job);
  }

  private Future<Step> step(@Nullable JobId job, Place from) {
    return link.eval(
            Script.FAILURES,
            List.of(keys.jobs()),
            r ->
                r.arg(from.job)
                    .arg(job == null ? "0" : "1")
                    .arg(from.index)
                    .arg(from.ended)
                    .arg(STEP)
                    .arg(JOBS))
        .map(FailureReader::step);
  }

  private static Step step(Response answer) {
    List<Failed> tasks = new ArrayList<>();
    for (int i = 3; i < answer.size(); i++) {
      tasks.add(failed(answer.get(i)));
    }
    String job = answer.get(0).toString();
    Place next = new Place(job, answer.get(1).toString(), answer.get(2).toString());
    return new Step(tasks, job.equals("0") ? null : next);
  }

  private static Failed failed(Response row) {
    TaskId id = TaskId.parse(row.get(0).toString());
    Place place = new Place(id.job().toString(), Long.toString(id.index()), row.get(1).toString());
    String line = row.get(2).toString();
    Attempt last = line.isEmpty() ? null : Records.attempts("-\n" + line).get(0);
    return new Failed(id, place, last, FailureMessage.of(last, row.get(3).toString()));
  }
}
