package io.distcomp.queue;

import io.distcomp.queue.ManyTasks.Keep;
import io.distcomp.queue.ManyTasks.OldJob;
import io.distcomp.queue.ManyTasks.Removal;
import io.distcomp.queue.ManyTasks.RemovedJob;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The verbs that change whole jobs: another priority, removal. How far each has come is in Redis,
 * so that whoever calls next does the next step.
 */
final class JobChanges {

  /** Tasks, profiles or keys of one step: about 5 ms. */
  private static final int STEP = 512;

  /** Removed jobs that are remembered for the sake of their files. */
  private static final int REMEMBERED = 10_000;

  /** Jobs that one call goes on with. */
  private static final int UNFINISHED = 100;

  private static final int PAGE = 1000;

  private final RedisLink link;
  private final QueueKeys keys;
  private final OldJobs old;

  JobChanges(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
    old = new OldJobs(link, keys, this::removeEnded);
  }

  Future<Boolean> reprioritise(JobId job, int priority) {
    return profiles(job, Integer.toString(priority))
        .compose(
            next ->
                next.equals("-1")
                    ? Future.succeededFuture(false)
                    : StepLoop.over(next, place -> step(job, place)).map(true));
  }

  Future<Removal> remove(JobId job) {
    return begin(job, "")
        .compose(
            answer ->
                switch (answer) {
                  case 0 -> finish(job).map(Removal.REMOVED);
                  case -1 -> Future.succeededFuture(Removal.UNKNOWN);
                  case -2 -> Future.succeededFuture(Removal.LOADING);
                  default -> Future.succeededFuture(Removal.RUNNING);
                });
  }

  Future<Optional<OldJob>> removeOld(String by, Keep keep) {
    return old.remove(by, keep);
  }

  /** Only if it is over since this time and no other one waits for it; else false. */
  Future<Boolean> removeEnded(JobId job, Instant since) {
    return begin(job, Long.toString(since.toEpochMilli()))
        .compose(answer -> answer == 0 ? finish(job).map(true) : Future.succeededFuture(false));
  }

  private Future<Integer> begin(JobId job, String since) {
    return link.eval(
            Script.REMOVE,
            List.of(keys.unfinished(), keys.job(job), keys.names()),
            r -> r.arg(job.toString()).arg(since))
        .map(Response::toInteger);
  }

  /** A page of them; the next call finds the others. */
  Future<Integer> finishUnfinished() {
    return link.send(
            Request.cmd(Command.HSCAN).arg(keys.unfinished()).arg(0).arg("COUNT").arg(UNFINISHED))
        .recover(Replies::noneIfWrongType)
        .compose(
            page -> {
              List<JobId> jobs = jobs(page);
              Future<Void> all = Future.succeededFuture();
              for (JobId job : jobs) {
                all = all.compose(v -> finish(job));
              }
              return all.map(v -> jobs.size());
            });
  }

  private static List<JobId> jobs(@Nullable Response page) {
    List<JobId> jobs = new ArrayList<>();
    Response rows = page == null ? null : page.get(1);
    for (int i = 0; rows != null && i + 1 < rows.size(); i += 2) {
      Replies.job(rows.get(i).toString()).ifPresent(jobs::add);
    }
    return jobs;
  }

  /** Whatever is under way for a job, to its end. */
  private Future<Void> finish(JobId job) {
    return StepLoop.over("tasks", place -> step(job, place));
  }

  /** Each script says which step is next, also when it finds that its own is over. */
  Future<String> step(JobId job, String place) {
    return switch (place) {
      case "profiles" -> profiles(job, "");
      case "tasks" -> said(Script.REALIGN, List.of(keys.unfinished(), keys.job(job)), job, STEP);
      case "removal" -> said(Script.SWEEP, List.of(keys.unfinished(), keys.job(job)), job, STEP);
      case "remains" -> erase(job);
      default -> Future.failedFuture(new IllegalStateException("no step is called " + place));
    };
  }

  private Future<String> profiles(JobId job, String priority) {
    return link.eval(
            Script.REPRIORITISE,
            List.of(keys.unfinished(), keys.job(job), keys.profiles(job), keys.profileNumbers(job)),
            r -> r.arg(job.toString()).arg(priority).arg(STEP))
        .map(Response::toString);
  }

  private Future<String> said(Script script, List<String> declared, JobId job, int bound) {
    return link.eval(script, declared, r -> r.arg(job.toString()).arg(bound))
        .map(Response::toString);
  }

  private Future<String> erase(JobId job) {
    return link.eval(
            Script.ERASE,
            List.of(
                keys.unfinished(),
                keys.job(job),
                keys.jobs(),
                keys.counts(),
                keys.removed(),
                keys.ready()),
            r -> r.arg(job.toString()).arg(2 * STEP).arg(REMEMBERED))
        .map(Response::toString);
  }

  Future<List<RemovedJob>> removedSince(Instant time) {
    return link.send(
            Request.cmd(Command.ZRANGE)
                .arg(keys.removed())
                .arg(time.toEpochMilli())
                .arg("+inf")
                .arg("BYSCORE")
                .arg("LIMIT")
                .arg(0)
                .arg(PAGE)
                .arg("WITHSCORES"))
        .map(JobChanges::removed);
  }

  /** With RESP3 each pair is nested, with RESP2 the list is flat. */
  private static List<RemovedJob> removed(@Nullable Response rows) {
    List<RemovedJob> jobs = new ArrayList<>();
    boolean nested = rows != null && rows.size() > 0 && rows.get(0).size() == 2;
    for (int i = 0; rows != null && i < rows.size(); i += nested ? 1 : 2) {
      Response member = nested ? rows.get(i).get(0) : rows.get(i);
      Response score = nested ? rows.get(i).get(1) : rows.get(i + 1);
      String[] words = member.toString().split(" ", -1);
      Instant submitted = Instant.ofEpochMilli(Replies.number(words[words.length - 1]));
      Instant removed = Instant.ofEpochMilli((long) Double.parseDouble(score.toString()));
      Replies.job(words[0]).ifPresent(id -> jobs.add(new RemovedJob(id, submitted, removed)));
    }
    return jobs;
  }
}
