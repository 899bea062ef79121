package io.distcomp.node;

import io.distcomp.node.Health.Trouble;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains this node when it is a black hole, loudly; a user's {@code undrain} takes it back and
 * starts the count anew. Reads nothing while tasks succeed. Confined to the executor's event loop.
 */
final class BlackHoleWatch {

  private static final Logger LOG = LoggerFactory.getLogger(BlackHoleWatch.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final NodeParts node;
  private final FailureStreak streak;
  private final QuietLog trouble;
  private Instant nextLook = Instant.MIN;
  private boolean busy;
  private boolean drained;

  BlackHoleWatch(NodeParts node) {
    this.node = node;
    streak = new FailureStreak(node.info().name());
    trouble = new QuietLog(LOG, node.clock(), "finding out whether only this node fails its tasks");
  }

  void ended(AttemptReport report) {
    if (drained && node.health().blackHole() == null) {
      drained = false;
      streak.startAnew();
    }
    streak.ended(report);
    if (busy || drained) {
      return;
    }
    if (streak.isBlackHole()) {
      run(drain());
    } else if (streak.isSuspicious() && !node.clock().instant().isBefore(nextLook)) {
      run(look());
    }
  }

  /** One at a time; a failure is tried again with the next task that fails. */
  private void run(Future<?> step) {
    busy = true;
    step.onComplete(
        done -> {
          busy = false;
          nextLook = node.clock().instant().plus(BETWEEN_LOOKS);
          if (done.succeeded()) {
            trouble.succeeded();
          } else {
            trouble.failed(done.cause());
          }
        });
  }

  private Future<?> look() {
    List<Future<Optional<TaskStatus>>> records =
        streak.toLookAt().stream().map(id -> node.queue().task(id)).toList();
    return Future.all(records)
        .onSuccess(all -> records.forEach(record -> record.result().ifPresent(streak::seen)));
  }

  private Future<?> drain() {
    return node.queue()
        .nodes()
        .compose(
            nodes ->
                nodes.stream().anyMatch(this::canTakeOver)
                    ? node.queue().drain(node.info().name(), true).onSuccess(this::onDrained)
                    : Future.succeededFuture());
  }

  private boolean canTakeOver(NodeStatus other) {
    return other.state() == NodeStatus.State.LIVE
        && !other.info().name().equals(node.info().name());
  }

  private void onDrained(boolean known) {
    if (!known) { // no lease: the next failure tries again
      return;
    }
    drained = true;
    String why =
        streak.length()
            + " tasks in a row failed here, each within a second, and "
            + streak.succeededElsewhere()
            + " of them have succeeded on other nodes";
    node.health().blackHole(new Trouble(node.clock().instant(), why));
    LOG.error(
        "this node drains itself: {}; mend it, then let it take tasks again"
            + " (POST /api/v1/nodes/{}/undrain, or the dashboard)",
        why,
        node.info().name());
  }
}
