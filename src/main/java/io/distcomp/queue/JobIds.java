package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskState;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The list of all jobs, newest first, read in parts. */
record JobIds(RedisLink link, QueueKeys keys) {

  /** Begins with the newest job. */
  static final String NEWEST = "+inf";

  /** Begins with the newest job whose number is smaller. */
  static String below(long number) {
    return "(" + number;
  }

  /** What the list has from there on, at most so many, as text: damage may have put in anything. */
  Future<List<String>> from(String place, int most) {
    return link.send(
            Request.cmd(Command.ZRANGE)
                .arg(keys.jobs())
                .arg(place)
                .arg("-inf")
                .arg("BYSCORE")
                .arg("REV")
                .arg("LIMIT")
                .arg(0)
                .arg(most))
        .map(
            answer -> {
              List<String> ids = new ArrayList<>();
              if (answer != null) {
                answer.forEach(id -> ids.add(id.toString()));
              }
              return ids;
            });
  }

  /** Whether a task of the job can be in that state; null is any. By the counter, so at once. */
  Future<Boolean> has(JobId job, @Nullable TaskState state) {
    return state == null
        ? Future.succeededFuture(true)
        : link.send(Request.cmd(Command.HGET).arg(keys.job(job)).arg(state.word()))
            .recover(Replies::noneIfWrongType)
            .map(n -> n != null && !n.toString().equals("0"));
  }

  /** The first of these jobs that can have tasks in that state. */
  Future<Optional<JobId>> firstWith(List<String> ids, @Nullable TaskState state) {
    List<JobId> jobs = ids.stream().flatMap(id -> Replies.job(id).stream()).toList();
    return Future.all(jobs.stream().map(job -> has(job, state)).toList())
        .map(
            all -> {
              List<Boolean> some = all.list();
              int first = some.indexOf(true);
              return first < 0 ? Optional.empty() : Optional.of(jobs.get(first));
            });
  }
}
