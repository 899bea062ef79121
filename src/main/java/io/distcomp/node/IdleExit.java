package io.distcomp.node;

import io.distcomp.queue.QueueStatus;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a node go that has had nothing to do for {@code idle_exit_seconds}. One that cannot take
 * tasks (Redis away, no memory, sick) is not idle: it does not know. Made by {@link Node}, confined
 * to a loop of its own.
 */
final class IdleExit {

  private static final Logger LOG = LoggerFactory.getLogger("io.distcomp.node");
  private static final long LOOK_MS = 500;

  private final Vertx vertx;
  private final NodeParts node;
  private final boolean holdsRedis;
  private final Runnable leave;
  private final Context context;
  private long since = System.nanoTime();
  private long entered;
  private String stays = "";

  IdleExit(Vertx vertx, NodeParts node, boolean holdsRedis, Runnable leave) {
    this.vertx = vertx;
    this.node = node;
    this.holdsRedis = holdsRedis;
    this.leave = leave;
    context = vertx.getOrCreateContext();
  }

  void start() {
    context.runOnContext(v -> lookLater());
  }

  private void lookLater() {
    vertx.setTimer(LOOK_MS, t -> look());
  }

  private void look() {
    Duration limit = node.live().now().scaling().idleExit();
    if (limit.isZero() || isBusy()) {
      notIdle();
    } else if (System.nanoTime() - since < limit.toNanos()) {
      lookLater();
    } else {
      whyStay().onComplete(why -> decide(limit, why.succeeded() ? why.result() : away()));
    }
  }

  private void notIdle() {
    since = System.nanoTime();
    stays = "";
    lookLater();
  }

  private static Optional<String> away() {
    return Optional.of("Redis does not answer");
  }

  /** Tasks that came and went between two looks count too. */
  private boolean isBusy() {
    long before = entered;
    entered = node.holdings().entered();
    return entered != before
        || node.holdings().size() > 0
        || node.health().spooled().outcomes() > 0
        || node.health().degraded();
  }

  private void decide(Duration limit, Optional<String> why) {
    if (isBusy()) {
      notIdle();
    } else if (why.isEmpty()) {
      LOG.info(
          "nothing to do for {} s (idle_exit_seconds): this node leaves",
          limit.toMillis() / 1000.0);
      leave.run();
    } else {
      String reason = why.orElseThrow();
      if (!reason.equals(stays)) {
        LOG.info("nothing to do for {} s, but it stays: {}", limit.toMillis() / 1000.0, reason);
      }
      stays = reason;
      lookLater();
    }
  }

  /** Whoever holds Redis for others goes last, and not before all is done. */
  private Future<Optional<String>> whyStay() {
    return holdsRedis
        ? Future.all(node.queue().status(), node.queue().nodes())
            .map(both -> whyStay(both.resultAt(0), both.resultAt(1)))
        : Future.succeededFuture(Optional.empty());
  }

  private Optional<String> whyStay(QueueStatus status, List<NodeStatus> nodes) {
    TaskCounts counts = status.counts();
    if (counts.todo() + counts.waiting() + counts.inProgress() > 0) {
      return Optional.of("tasks remain in its Redis");
    }
    String others =
        nodes.stream()
            .filter(other -> other.works() && !other.info().name().equals(node.info().name()))
            .map(other -> other.info().name())
            .sorted()
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? Optional.empty() : Optional.of("its Redis is used by " + others);
  }
}
