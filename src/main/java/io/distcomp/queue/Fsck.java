package io.distcomp.queue;

import io.distcomp.queue.FsckSteps.Count;
import io.distcomp.queue.FsckSteps.Mode;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at a whole queue, every index against every record and back, in bounded steps while nodes
 * work. For one run; types first, then jobs and their tasks, then the lists: a record decides what
 * the lists should say, so it is put right before them.
 */
final class Fsck {

  private static final int TASKS = 500;

  /** A job up to this size is recounted in one moment, about 30 ms. */
  private static final int EXACT = 20_000;

  private static final int COUNTED = 5_000;
  private static final int JOBS = 100;

  private final FsckSteps steps;
  private final QueueKeys keys;

  Fsck(RedisLink link, QueueKeys keys, boolean mend) {
    steps = new FsckSteps(link, keys, mend ? Mode.ALL : Mode.LOOK);
    this.keys = keys;
  }

  /** Fails only when Redis cannot be reached. */
  Future<FsckReport> run() {
    return types("0")
        .compose(v -> steps.list(keys.jobs()))
        .compose(v -> steps.list(keys.leases()))
        .compose(v -> jobs(0))
        .compose(
            v ->
                each(
                    List.of(
                        keys.ready(),
                        keys.later(),
                        keys.avoided(),
                        keys.suspects(),
                        keys.names(),
                        keys.nodes())))
        .compose(v -> lists("0"))
        .compose(v -> steps.sum())
        .map(v -> steps.tally.report());
  }

  private Future<Void> types(String cursor) {
    return steps
        .keys(cursor, false)
        .compose(page -> page.cursor().equals("0") ? FsckSteps.done() : types(page.cursor()));
  }

  /** The lists that have names of their own are found by a second walk over the keys. */
  private Future<Void> lists(String cursor) {
    return steps
        .keys(cursor, true)
        .compose(
            page ->
                each(page.lists())
                    .compose(
                        v -> page.cursor().equals("0") ? FsckSteps.done() : lists(page.cursor())));
  }

  private Future<Void> each(List<String> lists) {
    Future<Void> all = FsckSteps.done();
    for (String list : lists) {
      all = all.compose(v -> steps.list(list));
    }
    return all;
  }

  // --- jobs

  private Future<Void> jobs(long after) {
    return steps
        .read(
            Command.ZRANGE,
            r ->
                r.arg(keys.jobs())
                    .arg("(" + after)
                    .arg("+inf")
                    .arg("BYSCORE")
                    .arg("LIMIT")
                    .arg(0)
                    .arg(JOBS))
        .compose(
            page -> {
              List<JobId> ids = ids(page);
              Future<Void> all = FsckSteps.done();
              for (JobId id : ids) {
                all = all.compose(v -> job(id));
              }
              return ids.isEmpty() ? all : all.compose(v -> jobs(ids.get(ids.size() - 1).value()));
            });
  }

  private static List<JobId> ids(@Nullable Response page) {
    List<JobId> ids = new ArrayList<>();
    if (page != null) {
      page.forEach(
          id -> {
            if (id.toString().matches("[1-9]\\d{0,13}")) {
              ids.add(new JobId(Long.parseLong(id.toString())));
            }
          });
    }
    return ids;
  }

  private Future<Void> job(JobId job) {
    return steps
        .job(job)
        .compose(
            total ->
                total < 0
                    ? FsckSteps.done()
                    : new FsckProfiles(steps, job)
                        .bad()
                        .compose(bad -> tasks(job, 1, bad))
                        .compose(v -> count(job, total)));
  }

  private Future<Void> tasks(JobId job, long from, String bad) {
    return steps
        .tasks(job, from, TASKS, bad)
        .compose(n -> n < TASKS ? FsckSteps.done() : tasks(job, from + TASKS, bad));
  }

  // --- counters

  private Future<Void> count(JobId job, long total) {
    if (total <= EXACT) {
      return steps.count(job, 1, EXACT).mapEmpty();
    }
    return look(job, 1, total, null)
        .compose(
            first ->
                first == null || first.tasks().equals(first.counters())
                    ? told(job, first)
                    : look(job, 1, total, null).compose(second -> compare(job, first, second)));
  }

  /** A difference counts when a second look finds the same and the counters never moved. */
  private Future<Void> compare(JobId job, Count first, @Nullable Count second) {
    return first.equals(second) ? steps.settle(job, first) : told(job, null);
  }

  private Future<Void> told(JobId job, @Nullable Count count) {
    if (count == null) {
      steps.tally.unchecked("the counters of job " + job + ": it is large and changes meanwhile");
    }
    return FsckSteps.done();
  }

  /** Adds up the steps; null when the counters moved from one step to another. */
  private Future<@Nullable Count> look(JobId job, long from, long total, @Nullable Count so) {
    return steps
        .count(job, from, COUNTED)
        .compose(
            step -> {
              if (step.counters().isEmpty()
                  || (so != null && !so.counters().equals(step.counters()))) {
                return Future.succeededFuture(null);
              }
              Count sum =
                  so == null ? step : new Count(plus(so.tasks(), step.tasks()), step.counters());
              return from + COUNTED > total
                  ? Future.succeededFuture(sum)
                  : look(job, from + COUNTED, total, sum);
            });
  }

  private static List<Long> plus(List<Long> a, List<Long> b) {
    List<Long> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i) + b.get(i));
    }
    return sum;
  }
}
