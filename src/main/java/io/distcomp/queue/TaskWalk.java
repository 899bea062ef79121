package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A walk over all tasks that match, newest job first, a bounded part in each step. A place is text:
 * {@code below-job}, {@code scan-job-index} or {@code list-job-offset}; failed and cancelled tasks
 * are listed, so that few of them are found in a large job at once.
 */
final class TaskWalk implements Walk {

  private static final Pattern PLACE =
      Pattern.compile("(below|scan|list)-(\\d{1,15})(?:-(\\d{1,15}))?");
  private static final int STEP = 1000;

  private final RedisLink link;
  private final QueueKeys keys;
  private final TaskReader reader;
  private final TaskFilter filter;

  TaskWalk(RedisLink link, QueueKeys keys, TaskReader reader, TaskFilter filter) {
    this.link = link;
    this.keys = keys;
    this.reader = reader;
    this.filter = filter;
  }

  @Override
  public String start() {
    return filter.job() == null ? "below-" + (JobId.MAX + 1) : begin(filter.job());
  }

  @Override
  public Future<Step> step(String place) {
    Matcher words = PLACE.matcher(place);
    if (!words.matches() || (words.group(3) == null) != words.group(1).equals("below")) {
      throw new IllegalArgumentException("'" + place + "' is no place");
    }
    long job = Long.parseLong(words.group(2));
    return switch (words.group(1)) {
      case "below" -> nextJob(job);
      case "scan" -> scan(new JobId(job), Long.parseLong(words.group(3)));
      default -> list(new JobId(job), Long.parseLong(words.group(3)));
    };
  }

  private String begin(JobId job) {
    return isListed() ? "list-" + job + "-0" : "scan-" + job + "-1";
  }

  private boolean isListed() {
    return filter.state() == TaskState.FAILED || filter.state() == TaskState.CANCELLED;
  }

  private String after(JobId job) {
    return filter.job() == null ? "below-" + job : StepLoop.END;
  }

  private Future<Step> nextJob(long below) {
    return new JobIds(link, keys)
        .from(JobIds.below(below), 1)
        .compose(
            ids ->
                ids.isEmpty()
                    ? Future.succeededFuture(new Step(List.of(), StepLoop.END))
                    : enter(ids.get(0), below));
  }

  /** Only an id that gets on: one at a false place would be met again and again. */
  private Future<Step> enter(String id, long below) {
    JobId job = Replies.job(id).filter(j -> j.value() < below).orElse(null);
    if (job == null) {
      return Future.failedFuture(
          new IllegalStateException("the list of jobs is damaged: distcomp doctor"));
    }
    return new JobIds(link, keys)
        .has(job, filter.state())
        .map(some -> new Step(List.of(), some ? begin(job) : after(job)));
  }

  private Future<Step> scan(JobId job, long index) {
    return reader
        .rows(filter, job, index, STEP, true, List.of())
        .map(
            answer -> {
              long next = answer.get(0).toLong();
              return new Step(
                  Replies.ids(answer), next > 0 ? "scan-" + job + "-" + next : after(job));
            });
  }

  private Future<Step> list(JobId job, long from) {
    String list = filter.state() == TaskState.FAILED ? keys.failed(job) : keys.cancelled(job);
    return link.send(Request.cmd(Command.ZRANGE).arg(list).arg(from).arg(from + STEP - 1))
        .recover(Replies::noneIfWrongType)
        .compose(
            page -> {
              int read = page == null ? 0 : page.size();
              String next = read < STEP ? after(job) : "list-" + job + "-" + (from + STEP);
              return matching(Replies.tasks(job, page)).map(ids -> new Step(ids, next));
            });
  }

  private Future<List<TaskId>> matching(List<TaskId> listed) {
    return listed.isEmpty()
        ? Future.succeededFuture(List.of())
        : reader.rows(filter, null, 0, STEP, true, listed).map(Replies::ids);
  }
}
