package io.distcomp.queue;

import io.distcomp.queue.ManyTasks.Keep;
import io.distcomp.queue.ManyTasks.OldJob;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Finds jobs that ended long ago, or among too many others, and removes them. */
final class OldJobs {

  private static final Duration TURN = Duration.ofMinutes(1);

  /** Jobs that one script looks at: about a millisecond. */
  private static final int STEP = 100;

  private final RedisLink link;
  private final QueueKeys keys;
  private final BiFunction<JobId, Instant, Future<Boolean>> removal;
  private volatile String next = "0";

  /** {@code removal} removes a job only if it is over since that time. */
  OldJobs(RedisLink link, QueueKeys keys, BiFunction<JobId, Instant, Future<Boolean>> removal) {
    this.link = link;
    this.keys = keys;
    this.removal = removal;
  }

  /** At most one job; who asks keeps the turn. */
  Future<Optional<OldJob>> remove(String by, Keep keep) {
    return noteEnded(by)
        .compose(v -> find(by, keep))
        .compose(
            found -> found.isEmpty() ? Future.succeededFuture(found) : remove(found.orElseThrow()));
  }

  private Future<Void> noteEnded(String by) {
    return link.eval(
            Script.ENDED,
            List.of(keys.jobs(), keys.ended(), keys.endedTurn()),
            r -> r.arg(next).arg(STEP).arg(by).arg(TURN.toMillis()))
        .onSuccess(job -> next = job.toString())
        .mapEmpty();
  }

  private Future<Optional<OldJob>> find(String by, Keep keep) {
    return link.eval(
            Script.OUTDATED,
            List.of(keys.ended(), keys.endedTurn(), keys.counts()),
            r ->
                r.arg(by)
                    .arg(TURN.toMillis())
                    .arg(keep.age().toMillis())
                    .arg(keep.tasks())
                    .arg(STEP))
        .compose(
            row ->
                row == null || row.size() < 4
                    ? Future.succeededFuture(Optional.empty())
                    : named(row));
  }

  private Future<Optional<OldJob>> named(Response row) {
    JobId job = JobId.parse(row.get(0).toString());
    Instant ended = Instant.ofEpochMilli(Replies.number(row.get(1).toString()));
    long tasks = Replies.number(row.get(2).toString());
    boolean old = row.get(3).toInteger() == 1;
    return link.send(Request.cmd(Command.HGET).arg(keys.job(job)).arg("name"))
        .map(name -> name == null ? "job-" + job : name.toString())
        .map(name -> Optional.of(new OldJob(job, name, ended, tasks, old)));
  }

  /** Whatever became of it since it was found counts. */
  private Future<Optional<OldJob>> remove(OldJob job) {
    return removal
        .apply(job.id(), job.endedAt())
        .map(done -> done ? Optional.of(job) : Optional.empty());
  }
}
