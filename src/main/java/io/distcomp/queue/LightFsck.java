package io.distcomp.queue;

import io.distcomp.queue.FsckSteps.Mode;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fsck that runs by itself: one node at a time, a bounded part of the queue in each turn, going
 * on where the last turn of any node ended. It mends only what cannot be meant otherwise.
 */
final class LightFsck {

  /** Ends by itself: the next turn is due then, whoever takes it. */
  private static final Duration TURN = Duration.ofSeconds(50);

  private static final int STEP = 250;
  private static final int TASKS_IN_TURN = 1000;
  private static final int JOBS_IN_TURN = 20;
  private static final String START = "0";

  private final RedisLink link;
  private final QueueKeys keys;

  LightFsck(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Takes the turn if nobody has it; {@link FsckReport#NOTHING} else. */
  Future<FsckReport> turn(String by) {
    return link.send(
            Request.cmd(Command.SET)
                .arg(keys.fsckTurn())
                .arg(by)
                .arg("NX")
                .arg("PX")
                .arg(TURN.toMillis()))
        .compose(
            mine ->
                mine == null
                    ? Future.succeededFuture(FsckReport.NOTHING)
                    : new Turn(new FsckSteps(link, keys, Mode.CERTAIN)).run());
  }

  /** One turn. */
  private final class Turn {

    private final FsckSteps steps;

    Turn(FsckSteps steps) {
      this.steps = steps;
    }

    Future<FsckReport> run() {
      return steps
          .read(Command.HGETALL, r -> r.arg(keys.fsck()))
          .map(Replies::map)
          .compose(
              place ->
                  steps
                      .list(keys.leases(), START)
                      .compose(v -> steps.list(keys.suspects(), START))
                      .compose(v -> lists(place))
                      .compose(
                          v -> tasks(number(place, "job"), number(place, "index"), JOBS_IN_TURN)))
          .map(v -> steps.tally.report());
    }

    private Future<Void> lists(Map<String, String> place) {
      Future<Void> all = FsckSteps.done();
      for (String field : List.of("ready", "later", "avoided")) {
        String key = keys.list(field);
        String cursor = Long.toUnsignedString(number(place, field));
        all = all.compose(v -> steps.list(key, cursor)).compose(next -> keep(field, next));
      }
      return all;
    }

    private Future<Void> tasks(long job, long index, int jobsLeft) {
      return next(job)
          .compose(
              found -> {
                if (found == null) {
                  return keep("job", START).compose(v -> keep("index", START));
                }
                long from = found.value() == job ? Math.max(1, index) : 1;
                return steps
                    .tasks(found, from, STEP, "")
                    .compose(n -> after(found, from, n, jobsLeft));
              });
    }

    private Future<Void> after(JobId job, long from, int n, int jobsLeft) {
      boolean over = n < STEP;
      long nextJob = over ? job.value() + 1 : job.value();
      long nextIndex = over ? 1 : from + STEP;
      int left = over ? jobsLeft - 1 : jobsLeft;
      return left > 0 && steps.tally.tasks() < TASKS_IN_TURN
          ? tasks(nextJob, nextIndex, left)
          : keep("job", Long.toString(nextJob))
              .compose(v -> keep("index", Long.toString(nextIndex)));
    }

    /** The job of this id, else the next one. */
    private Future<@Nullable JobId> next(long id) {
      return steps
          .read(
              Command.ZRANGE,
              r -> r.arg(keys.jobs()).arg(id).arg("+inf").arg("BYSCORE").arg("LIMIT").arg(0).arg(1))
          .map(LightFsck::first);
    }

    private Future<Void> keep(String field, String value) {
      return steps.read(Command.HSET, r -> r.arg(keys.fsck()).arg(field).arg(value)).mapEmpty();
    }
  }

  private static @Nullable JobId first(@Nullable Response page) {
    String id = page == null || page.size() == 0 ? "" : page.get(0).toString();
    return id.matches("[1-9]\\d{0,13}") ? new JobId(Long.parseLong(id)) : null;
  }

  /** Whatever is not a number begins anew. */
  private static long number(Map<String, String> place, String field) {
    String text = place.getOrDefault(field, START);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
