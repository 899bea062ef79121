package io.distcomp.queue;

import io.distcomp.queue.JobControl.Halted;
import io.distcomp.queue.JobControl.RuleChange;
import io.distcomp.queue.JobControl.Setting;
import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The verbs that hold jobs and let them go. */
final class Holds {

  /** Tasks that one step cancels. */
  private static final int STEP = 300;

  /** When a stopped job is looked at again that has running tasks only. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final String LEAVE = "";
  private static final String TAKE_AWAY = "-";
  private static final int WAITS_FOR_ITSELF = -1;

  private final RedisLink users;
  private final RedisLink heart;
  private final QueueKeys keys;

  Holds(RedisLink users, RedisLink heart, QueueKeys keys) {
    this.users = users;
    this.heart = heart;
    this.keys = keys;
  }

  Future<Boolean> pause(JobId job, boolean pause) {
    return users
        .eval(
            Script.PAUSE, List.of(keys.job(job)), r -> r.arg(job.toString()).arg(pause ? "1" : "0"))
        .map(answer -> answer.toInteger() == 1);
  }

  Future<Boolean> change(JobId job, RuleChange change) {
    return set(job, text(change.limit()), text(change.maxFails()), LEAVE, LEAVE)
        .map(answer -> answer == 1);
  }

  /** What a submission says of its job; fails with {@link RuleRefusedException}. */
  Future<Void> apply(JobId job, JobRequest.Rules rules) {
    JobId after = rules.after();
    return set(
            job,
            text(rules.limit()),
            text(rules.maxFails()),
            text(after),
            text(rules.notBefore() == null ? null : Math.max(0, rules.notBefore().toEpochMilli())))
        .compose(
            answer ->
                after != null && answer == WAITS_FOR_ITSELF
                    ? Future.failedFuture(new RuleRefusedException(job, after))
                    : Future.succeededFuture());
  }

  private Future<Integer> set(
      JobId job, String limit, String maxFails, String after, String notBefore) {
    return users
        .eval(
            Script.RULES,
            List.of(keys.job(job), keys.later()),
            r -> r.arg(job.toString()).arg(limit).arg(maxFails).arg(after).arg(notBefore))
        .map(Response::toInteger);
  }

  private static String text(Setting setting) {
    return !setting.isSet() ? LEAVE : setting.value() == null ? TAKE_AWAY : text(setting.value());
  }

  private static String text(@Nullable Object value) {
    return value == null ? LEAVE : value.toString();
  }

  Future<Halted> haltFailing() {
    return heart
        .eval(
            Script.HALT,
            List.of(keys.stopping(), keys.counts()),
            r -> r.arg(STEP).arg(LOOK_AGAIN.toMillis()))
        .map(a -> new Halted(a.get(0).toInteger(), a.get(1).toInteger() == 1));
  }
}
