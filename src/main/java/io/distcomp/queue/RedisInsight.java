package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Insight into the queue on Redis. Made by {@link RedisTaskQueue}; safe for use by many threads.
 */
final class RedisInsight implements Insight {

  private final RedisLink heart;
  private final QueueKeys keys;
  private final PlaceReader places;
  private final FailureReader failures;
  private final HistoryReader history;
  private final TimelineReader timeline;
  private final ScaleReader scale;

  RedisInsight(
      RedisLink heart,
      RedisLink users,
      QueueKeys keys,
      Clock clock,
      JobReader jobs,
      NodeReader nodes,
      TaskReader tasks) {
    this.heart = heart;
    this.keys = keys;
    failures = new FailureReader(users, keys);
    places = new PlaceReader(users, keys, clock, jobs, nodes, tasks);
    history = new HistoryReader(users, keys, clock);
    timeline = new TimelineReader(users, keys, clock, nodes);
    scale = new ScaleReader(users, keys, jobs, nodes);
  }

  @Override
  public Future<Boolean> sample(Sample sample) {
    String incarnation = sample.incarnation().value();
    return heart
        .eval(
            Script.SAMPLE,
            List.of(keys.counts(), keys.leases(), keys.node(incarnation)),
            r -> {
              r.arg(incarnation)
                  .arg(sample.node())
                  .arg(sample.sequence())
                  .arg(sample.reserved().memoryBytes())
                  .arg(sample.reserved().milliCpus())
                  .arg(Records.reason(sample.trouble()))
                  .arg(sample.slots())
                  .arg(Records.reason(sample.notice()))
                  .arg(measured(sample.use().taskBytes()))
                  .arg(measured(sample.use().milliCpus()));
              for (Share share : sample.shares()) {
                r.arg(share.job() == null ? "-" : share.job().toString())
                    .arg(share.finished())
                    .arg(share.failed())
                    .arg(share.busyMs());
              }
              return r;
            })
        .map(counted -> counted.toInteger() == 1);
  }

  /** Empty when nothing was measured. */
  private static String measured(@Nullable Long amount) {
    return amount == null ? "" : amount.toString();
  }

  @Override
  public Future<Optional<Explanation>> explain(TaskId id) {
    return places.explain(id);
  }

  @Override
  public Future<Failures> failures(@Nullable JobId job, int limit) {
    return failures.groups(job, limit);
  }

  @Override
  public Future<History> history(Range range) {
    return history.read(range);
  }

  @Override
  public Future<Timeline> timeline(Range range, @Nullable JobId job) {
    return timeline.read(range, job);
  }

  @Override
  public Future<Scale> scale(Duration within) {
    return scale.read(within);
  }
}
