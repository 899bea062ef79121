package io.distcomp.node;

import io.distcomp.config.Config;
import io.distcomp.queue.ManyTasks.Keep;
import io.distcomp.queue.ManyTasks.OldJob;
import io.distcomp.task.Counted;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes jobs that ended longer ago, or among more tasks, than the configuration keeps. Says so
 * once for each job. Confined to the heartbeat's event loop.
 */
final class OldJobs {

  private static final Logger LOG = LoggerFactory.getLogger(OldJobs.class);

  /** The next turn goes on. */
  private static final int IN_TURN = 100;

  private final NodeParts node;
  private boolean stopped;

  OldJobs(NodeParts node) {
    this.node = node;
  }

  /** What is being removed is gone on with by another node. */
  void stop() {
    stopped = true;
  }

  /** Removes one after the other, as many as there are and a turn allows. */
  Future<Void> turn() {
    return turn(IN_TURN);
  }

  private Future<Void> turn(int left) {
    Config.Node config = node.config();
    Keep keep = new Keep(Duration.ofDays(config.keepFinishedDays()), config.keepFinishedTasks());
    return node.queue()
        .removeOld(node.info().incarnation(), keep)
        .compose(removed -> removed.isEmpty() ? done() : next(removed, keep, left - 1));
  }

  private Future<Void> next(Optional<OldJob> removed, Keep keep, int left) {
    LOG.info(sentence(removed.orElseThrow(), keep));
    return left == 0 || stopped ? done() : turn(left);
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  static String sentence(OldJob job, Keep keep) {
    String why =
        job.old()
            ? "keep_finished_days is " + keep.age().toDays()
            : "more tasks have ended than keep_finished_tasks, " + keep.tasks();
    return "removed job "
        + job.id()
        + " ("
        + Quoted.line(job.name())
        + ", "
        + Counted.of(job.tasks(), "task")
        + "), which ended at "
        + job.endedAt().truncatedTo(ChronoUnit.SECONDS)
        + ": "
        + why;
  }
}
