package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.stream.LongStream;

/** The verbs of users: cancel, retry, drain. Whole jobs are done in bounded steps. */
final class Control {

  private static final int STEP = 500;

  private final RedisLink link;
  private final QueueKeys keys;

  Control(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  Future<Integer> cancel(List<TaskId> tasks) {
    return each(Script.CANCEL, tasks);
  }

  Future<Integer> retry(List<TaskId> tasks) {
    return each(Script.RETRY, tasks);
  }

  private Future<Integer> each(Script script, List<TaskId> tasks) {
    if (tasks.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return link.eval(
            script,
            List.of(keys.counts()),
            r -> {
              tasks.forEach(task -> r.arg(task.toString()));
              return r;
            })
        .map(Response::toInteger);
  }

  /** Marks the job first, so that it says "cancelled" and not "finished" when all is over. */
  Future<Long> cancel(JobId job) {
    return link.eval(Script.STOP, List.of(keys.job(job)), r -> r)
        .compose(total -> cancelFrom(job, 1, total.toLong(), 0));
  }

  private Future<Long> cancelFrom(JobId job, long from, long total, long done) {
    if (from > total) {
      return Future.succeededFuture(done);
    }
    long to = Math.min(total, from + STEP - 1);
    List<TaskId> step = LongStream.rangeClosed(from, to).mapToObj(i -> new TaskId(job, i)).toList();
    return cancel(step).compose(n -> cancelFrom(job, to + 1, total, done + n));
  }

  Future<Long> retry(JobId job) {
    return retryAll(job, keys.failed(job), 0, 0)
        .compose(failed -> retryAll(job, keys.cancelled(job), 0, failed));
  }

  /** Each step takes out of the index what it retries; what stays is skipped by the next one. */
  private Future<Long> retryAll(JobId job, String index, long skip, long done) {
    return link.send(Request.cmd(Command.ZRANGE).arg(index).arg(skip).arg(skip + STEP - 1))
        .compose(
            answer -> {
              int read = answer == null ? 0 : answer.size();
              return read == 0
                  ? Future.succeededFuture(done)
                  : retry(Replies.tasks(job, answer))
                      .compose(n -> retryAll(job, index, skip + read - n, done + n));
            });
  }

  Future<Boolean> drain(String node, boolean draining) {
    return link.eval(
            Script.DRAIN,
            List.of(keys.nodes(), keys.leases(), keys.ready()),
            r -> r.arg(node).arg(draining ? "1" : "0"))
        .map(answer -> answer.toInteger() == 1);
  }
}
