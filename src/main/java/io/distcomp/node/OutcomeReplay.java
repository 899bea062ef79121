package io.distcomp.node;

import io.distcomp.queue.TaskQueue.Restarted;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Held;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes that are sent again because a Redis that fell may have lost them. While Redis is away
 * the tasks count as held, or the first renewal would give back what Redis thinks is running.
 * Confined to the reporter's event loop.
 */
final class OutcomeReplay {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeReplay.class);
  private static final Duration TICK = Duration.ofMillis(250);

  /** Beyond two renewals: the limit on an answer and a pause between tries. */
  private static final Duration NOTICE = Duration.ofSeconds(10);

  /** A renewal that lists more would hold up Redis. */
  private static final int MAX_HELD = 10_000;

  private final Vertx vertx;
  private final NodeParts node;
  private final BooleanSupplier away;
  private final RecentOutcomes recent;
  private final OutcomeBuffer again = new OutcomeBuffer();
  private final long timer;
  private boolean held;

  /** {@code away} says whether the last commit failed. */
  OutcomeReplay(Vertx vertx, NodeParts node, BooleanSupplier away) {
    this.vertx = vertx;
    this.node = node;
    this.away = away;
    recent = new RecentOutcomes(notice(node));
    timer = vertx.setPeriodic(TICK.toMillis(), t -> onTick());
  }

  private static Duration notice(NodeParts node) {
    Duration third = node.config().lease().dividedBy(3);
    Duration report = node.config().healthReport();
    return NOTICE.plus((third.compareTo(report) < 0 ? third : report).multipliedBy(2));
  }

  private void onTick() {
    boolean lost = away.getAsBoolean() || node.health().redisIsAway();
    if (!lost) {
      recent.passed(TICK);
    }
    if (lost && !held) {
      node.holdings().alsoHeld(newest(recent.all()));
      held = true;
    } else if (held && !lost && isIdle()) {
      node.holdings().alsoHeld(List.of());
      held = false;
    }
  }

  private static List<Held> newest(List<AttemptReport> reports) {
    return reports.subList(Math.max(0, reports.size() - MAX_HELD), reports.size()).stream()
        .map(report -> new Held(report.id(), report.token()))
        .toList();
  }

  /** Redis has answered for these. */
  void acknowledged(List<AttemptReport> reports) {
    recent.acknowledged(reports);
  }

  void onRestarted(Restarted restarted) {
    recent.window(restarted.replayWindow());
    List<AttemptReport> lost = recent.takeAll();
    lost.forEach(again::add);
    if (!lost.isEmpty()) {
      LOG.info("Redis was restarted: {} outcome(s) are recorded once more", lost.size());
    }
  }

  boolean isIdle() {
    return again.isEmpty();
  }

  List<AttemptReport> next() {
    return again.next();
  }

  void giveBack(List<AttemptReport> batch) {
    again.giveBack(batch);
  }

  /** Where Redis is away nobody will see its restart: the next start is to send them. */
  Future<Void> stop(boolean isAway) {
    vertx.cancelTimer(timer);
    if (!isAway) {
      return Future.succeededFuture();
    }
    recent.takeAll().forEach(again::add);
    List<Future<Void>> kept = new ArrayList<>();
    while (!again.isEmpty()) {
      kept.add(node.outcomes().add(again.next()));
    }
    return Future.join(kept)
        .onFailure(
            e -> LOG.warn("outcomes that Redis may have lost are not kept: {}", e.getMessage()))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
