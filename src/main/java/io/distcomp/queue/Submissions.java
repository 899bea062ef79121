package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The verbs of a submission: open, add, seal. */
final class Submissions {

  /** Placement classes that one call makes runnable. */
  private static final int SEAL_STEP = 1000;

  private final RedisLink link;
  private final QueueKeys keys;

  Submissions(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** {@code wanted} is the job that was made for this submission before; null for a new one. */
  Future<OpenedJob> open(JobRequest job, @Nullable JobId wanted) {
    String key = orEmpty(job.idempotencyKey());
    return link.eval(
            Script.OPEN,
            List.of(keys.meta(), keys.names(), keys.jobs(), keys.idempotency(key)),
            (r, server) ->
                r.arg(orEmpty(job.name()))
                    .arg(job.mode().name())
                    .arg(key)
                    .arg(job.priority() == null ? "" : job.priority().toString())
                    .arg(server.forgetful())
                    .arg(wanted == null ? "" : wanted.toString()))
        .map(answer -> opened(job, answer));
  }

  private static OpenedJob opened(JobRequest job, Response answer) {
    return new OpenedJob(
        JobId.parse(answer.get(0).toString()),
        answer.get(1).toString(),
        answer.get(2).toInteger() == 1,
        job.mode() == JobRequest.Mode.RERUN,
        job.idempotencyKey(),
        answered(answer.get(3).toString()));
  }

  private static @Nullable Added answered(String text) {
    if (text.isEmpty()) {
      return null;
    }
    String[] numbers = text.split(" ", -1);
    return new Added(
        Integer.parseInt(numbers[0]),
        Integer.parseInt(numbers[1]),
        Integer.parseInt(numbers[2]),
        Integer.parseInt(numbers[3]));
  }

  Future<Added> add(OpenedJob job, List<TaskSpec> tasks) {
    if (tasks.size() > TaskQueue.MAX_CHUNK) {
      throw new IllegalArgumentException(tasks.size() + " tasks, limit " + TaskQueue.MAX_CHUNK);
    }
    return link.eval(
            Script.SUBMIT,
            List.of(keys.meta(), keys.counts(), keys.ready()),
            r -> arguments(r, job, tasks))
        .compose(answer -> added(job, answer));
  }

  private static Request arguments(Request request, OpenedJob job, List<TaskSpec> tasks) {
    Map<String, Integer> profiles = new LinkedHashMap<>();
    List<Integer> numbers = new ArrayList<>(tasks.size());
    for (TaskSpec task : tasks) {
      numbers.add(profiles.computeIfAbsent(Profiles.text(task), text -> profiles.size() + 1));
    }
    request.arg(job.id().value()).arg(job.rerun() ? "1" : "0").arg(profiles.size());
    profiles.keySet().forEach(request::arg);
    for (int i = 0; i < tasks.size(); i++) {
      TaskSpec task = tasks.get(i);
      request.arg(TaskIdentity.of(task)).arg(numbers.get(i)).arg(task.command());
    }
    return request;
  }

  private static Future<Added> added(OpenedJob job, Response answer) {
    int accepted = answer.get(0).toInteger();
    if (accepted < 0) {
      return Future.failedFuture(new IllegalStateException("job " + job.id() + " was removed"));
    }
    return Future.succeededFuture(
        new Added(
            accepted,
            answer.get(1).toInteger(),
            answer.get(2).toInteger(),
            answer.get(3).toInteger()));
  }

  /** Redis will end in order: its next process has forgotten nothing. */
  Future<Void> forgetServer() {
    return link.eval(
            Script.FAREWELL, List.of(keys.meta()), (r, server) -> r.arg(server.forgetful()))
        .mapEmpty();
  }

  Future<Void> seal(OpenedJob job, Added added) {
    String key = orEmpty(job.idempotencyKey());
    String answer =
        added.accepted() + " " + added.duplicates() + " " + added.updated() + " " + added.rerun();
    return seal(job, key, key.isEmpty() ? "" : answer, "0");
  }

  private Future<Void> seal(OpenedJob job, String key, String answer, String cursor) {
    return link.eval(
            Script.SEAL,
            List.of(keys.job(job.id()), keys.idempotency(key)),
            r -> r.arg(job.id().value()).arg(answer).arg(cursor).arg(SEAL_STEP))
        .map(Response::toString)
        .compose(
            next -> next.equals("0") ? Future.succeededFuture() : seal(job, key, answer, next));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
