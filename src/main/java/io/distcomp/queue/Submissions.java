package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Added;
import io.distcomp.queue.TaskQueue.OpenedJob;
import io.distcomp.queue.TaskQueue.Stored;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.JobStatus;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The verbs of a submission: open, add, seal. */
final class Submissions {

  /** Placement classes that one call makes runnable. */
  private static final int SEAL_STEP = 1000;

  private final RedisLink link;
  private final QueueKeys keys;
  private final Holds holds;
  private final JobReader jobs;

  Submissions(RedisLink link, QueueKeys keys, Holds holds, JobReader jobs) {
    this.link = link;
    this.keys = keys;
    this.holds = holds;
    this.jobs = jobs;
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
        .map(answer -> opened(job, answer))
        .compose(opened -> rule(opened, job.rules(), wanted != null).map(opened));
  }

  /**
   * Before the first task is there, so that none starts that is to be held back. A job that is sent
   * once more and was not lost has got its rules, and may have been changed since.
   */
  private Future<Void> rule(OpenedJob job, JobRequest.Rules rules, boolean again) {
    boolean known = job.answeredBefore() != null || (again && !job.isNew());
    return known || rules.equals(JobRequest.Rules.NONE)
        ? Future.succeededFuture()
        : holds.apply(job.id(), rules);
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

  Future<Added> add(OpenedJob job, TaskChunk chunk) {
    return link.eval(submit(job, chunk)).compose(answer -> added(job, answer));
  }

  /** For a job without a key: the answer that is kept for one is known only when all is added. */
  Future<Stored> together(OpenedJob job, TaskChunk all) {
    List<ScriptCall> calls = List.of(submit(job, all), seal(job, "", "", StepLoop.END));
    Future<List<Response>> replies = link.evalAll(calls, jobs.fields(job.id()));
    Future<JobStatus> status =
        present(job, jobs.job(job.id(), replies.map(answers -> answers.get(2))));
    return replies.compose(
        answers ->
            added(job, answers.get(0))
                .compose(
                    added ->
                        end(job, answers.get(1).toString(), status)
                            .map(end -> new Stored(added, end))));
  }

  private Future<JobStatus> end(OpenedJob job, String place, Future<JobStatus> status) {
    return place.equals(StepLoop.END) ? status : seal(job, "", place);
  }

  private ScriptCall submit(OpenedJob job, TaskChunk chunk) {
    return new ScriptCall(
        Script.SUBMIT,
        List.of(keys.meta(), keys.counts(), keys.ready()),
        r -> arguments(r, job, chunk));
  }

  private static Request arguments(Request request, OpenedJob job, TaskChunk chunk) {
    request.arg(job.id().value()).arg(job.rerun() ? "1" : "0");
    request.arg(chunk.profiles().size()).arg(chunk.tasks().size());
    chunk.profiles().forEach(request::arg);
    chunk.packs().forEach(request::arg);
    return request;
  }

  private static Future<Added> added(OpenedJob job, Response answer) {
    int accepted = answer.get(0).toInteger();
    if (accepted < 0) {
      return Future.failedFuture(new JobRemovedException(job.id()));
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

  Future<JobStatus> seal(OpenedJob job, Added added) {
    String answer =
        added.accepted() + " " + added.duplicates() + " " + added.updated() + " " + added.rerun();
    return seal(job, job.idempotencyKey() == null ? "" : answer, StepLoop.END);
  }

  private Future<JobStatus> seal(OpenedJob job, String answer, String from) {
    String key = orEmpty(job.idempotencyKey());
    return StepLoop.over(
            from, place -> link.eval(seal(job, key, answer, place)).map(Response::toString))
        .compose(v -> present(job, jobs.job(job.id())));
  }

  private ScriptCall seal(OpenedJob job, String key, String answer, String place) {
    return new ScriptCall(
        Script.SEAL,
        List.of(keys.job(job.id()), keys.idempotency(key)),
        r -> r.arg(job.id().value()).arg(answer).arg(place).arg(SEAL_STEP));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Future<JobStatus> present(OpenedJob job, Future<Optional<JobStatus>> found) {
    return found.map(status -> status.orElseThrow(() -> new JobRemovedException(job.id())));
  }
}
