package io.distcomp.node;

import io.distcomp.queue.TaskQueue.Reaped;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the tasks of dead nodes back and ends those that no node is large enough for, or whose job
 * its failures have stopped, every few seconds. Confined to the heartbeat's event loop.
 */
final class Reaper {

  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);

  /** Strike and interval as parts of the lease: 10 s and 5 s with the default of 30 s. */
  private static final int STRIKES_IN_LEASE = 3;

  private static final int LOOKS_IN_LEASE = 6;
  private static final Duration CALM = Duration.ofSeconds(15);
  private static final int BATCH = 100;

  /** Steps in one look at jobs that their failures have stopped. */
  private static final int HALT_STEPS = 200;

  /** How long a task waits for a node that is large enough. */
  private static final Duration OVERSIZED_PATIENCE = Duration.ofMinutes(10);

  private final Vertx vertx;
  private final NodeParts node;
  private final QuietLog trouble;
  private Instant from = Instant.MIN;
  private long classesSeen;
  private boolean stopped;

  Reaper(Vertx vertx, NodeParts node) {
    this.vertx = vertx;
    this.node = node;
    trouble = new QuietLog(LOG, node.clock(), "looking for dead nodes", node.health());
  }

  void start() {
    long every = node.config().lease().toMillis() / LOOKS_IN_LEASE;
    long millis = every * 9 / 10 + node.random().nextLong(1 + every / 5);
    vertx.setTimer(millis, t -> reapIfCalm());
  }

  void stop() {
    stopped = true;
  }

  /** Other nodes may have been cut off as well: they get time to renew before anybody reaps. */
  void onTrouble() {
    Duration lease = node.config().lease();
    from = node.clock().instant().plus(lease.compareTo(CALM) > 0 ? lease : CALM);
  }

  private void reapIfCalm() {
    if (stopped) {
      return;
    }
    if (node.clock().instant().isBefore(from)) {
      start();
      return;
    }
    reapAll()
        .compose(v -> endOversized())
        .compose(v -> haltFailing(HALT_STEPS))
        .onFailure(trouble::failed)
        .onSuccess(v -> trouble.succeeded())
        .onComplete(v -> start());
  }

  Future<Void> reapAll() {
    return node.queue()
        .reap(BATCH, node.config().lease().dividedBy(STRIKES_IN_LEASE))
        .compose(
            reaped -> {
              onReaped(reaped);
              return reaped.more() ? reapAll() : Future.succeededFuture();
            });
  }

  /** One step of a walk over the whole queue. */
  private Future<Void> endOversized() {
    return node.queue()
        .endOversized(classesSeen, OVERSIZED_PATIENCE)
        .map(
            step -> {
              classesSeen = step.next();
              if (step.tasks() > 0) {
                LOG.warn(
                    "{} task(s) failed: they need more memory than any node has", step.tasks());
              }
              return null;
            });
  }

  /** As many small steps as are due, up to a bound: then the next look goes on. */
  private Future<Void> haltFailing(int steps) {
    return node.queue()
        .haltFailing()
        .compose(
            step ->
                step.more() && steps > 1 && !stopped
                    ? haltFailing(steps - 1)
                    : Future.succeededFuture());
  }

  private static void onReaped(Reaped reaped) {
    if (reaped.nodes() > 0 || reaped.tasks() > 0) {
      LOG.info("{} dead node(s), {} task(s) of them put back", reaped.nodes(), reaped.tasks());
    }
  }
}
