package io.distcomp.queue;

import io.distcomp.queue.FsckSteps.Count;
import io.distcomp.queue.FsckSteps.KeyPage;
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
    return types()
        .compose(v -> steps.list(keys.jobs()))
        .compose(v -> steps.list(keys.leases()))
        .compose(v -> StepLoop.over("0", this::jobs))
        .compose(
            v ->
                each(
                    List.of(
                        keys.ready(),
                        keys.later(),
                        keys.avoided(),
                        keys.stopping(),
                        keys.suspects(),
                        keys.names(),
                        keys.nodes(),
                        keys.unfinished())))
        .compose(v -> lists())
        .compose(v -> steps.sum())
        .map(v -> steps.tally.report());
  }

  private Future<Void> types() {
    return StepLoop.over("0", cursor -> steps.keys(cursor, false).map(KeyPage::cursor));
  }

  /** The lists that have names of their own are found by a second walk over the keys. */
  private Future<Void> lists() {
    return StepLoop.over(
        "0",
        cursor ->
            steps.keys(cursor, true).compose(page -> each(page.lists()).map(v -> page.cursor())));
  }

  private Future<Void> each(List<String> lists) {
    Future<Void> all = FsckSteps.done();
    for (String list : lists) {
      all = all.compose(v -> steps.list(list));
    }
    return all;
  }

  // --- jobs

  /** One page of jobs; answers the last id. */
  private Future<String> jobs(String after) {
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
              List<JobId> ids = ids(page, Long.parseLong(after));
              Future<Void> all = FsckSteps.done();
              for (JobId id : ids) {
                all = all.compose(v -> job(id));
              }
              return all.map(
                  v -> ids.isEmpty() ? StepLoop.END : ids.get(ids.size() - 1).toString());
            });
  }

  /** Only ids that get on: one at a false place would be met again and again. */
  private static List<JobId> ids(@Nullable Response page, long after) {
    List<JobId> ids = new ArrayList<>();
    if (page != null) {
      page.forEach(
          id -> {
            if (id.toString().matches("[1-9]\\d{0,13}") && Long.parseLong(id.toString()) > after) {
              ids.add(new JobId(Long.parseLong(id.toString())));
            }
          });
    }
    ids.sort(null);
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
                        .compose(bad -> tasks(job, bad))
                        .compose(v -> count(job, total)));
  }

  private Future<Void> tasks(JobId job, String bad) {
    return StepLoop.over(
        "1",
        from ->
            steps
                .tasks(job, Long.parseLong(from), TASKS, bad)
                .map(n -> n < TASKS ? StepLoop.END : "" + (Long.parseLong(from) + TASKS)));
  }

  // --- counters

  private Future<Void> count(JobId job, long total) {
    if (total <= EXACT) {
      return steps.count(job, 1, EXACT).mapEmpty();
    }
    return look(job, total)
        .compose(
            first ->
                first == null || first.tasks().equals(first.counters())
                    ? told(job, first)
                    : look(job, total).compose(second -> compare(job, first, second)));
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
  private Future<@Nullable Count> look(JobId job, long total) {
    List<Count> parts = new ArrayList<>();
    return StepLoop.over(
            "1",
            from ->
                steps
                    .count(job, Long.parseLong(from), COUNTED)
                    .map(
                        part -> {
                          parts.add(part);
                          long next = Long.parseLong(from) + COUNTED;
                          return next > total ? StepLoop.END : "" + next;
                        }))
        .map(v -> sum(parts));
  }

  private static @Nullable Count sum(List<Count> parts) {
    Count sum = parts.get(0);
    for (Count part : parts.subList(1, parts.size())) {
      if (!part.counters().equals(sum.counters())) {
        return null;
      }
      sum = new Count(plus(sum.tasks(), part.tasks()), sum.counters());
    }
    return sum.counters().isEmpty() ? null : sum;
  }

  private static List<Long> plus(List<Long> a, List<Long> b) {
    List<Long> sum = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sum.add(a.get(i) + b.get(i));
    }
    return sum;
  }
}
