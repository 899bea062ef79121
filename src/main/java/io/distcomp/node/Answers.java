package io.distcomp.node;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from the queue's answers to reports. Used by whoever records outcomes, on its event
 * loop.
 */
final class Answers {

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  /** What the sender knows of a report. */
  enum Sent {
    /** Never sent before: a stale one never counted. */
    FIRST,
    /** Perhaps sent before, without an answer: a stale one may have counted. */
    AGAIN,
    /** Acknowledged before by a Redis that may have lost it. */
    REPLAYED
  }

  private final Vertx vertx;
  private final NodeParts node;

  Answers(Vertx vertx, NodeParts node) {
    this.vertx = vertx;
    this.node = node;
  }

  void settle(List<AttemptReport> reports, List<Commit> commits, Sent sent) {
    for (int i = 0; i < reports.size(); i++) {
      settle(reports.get(i), commits.get(i), sent);
    }
  }

  private void settle(AttemptReport report, Commit commit, Sent sent) {
    LOG.debug("task {} attempt {}: {}", report.id(), report.token(), commit);
    if (commit == Commit.COMMITTED) {
      node.activity().recorded(report);
      node.meters().recorded(Objects.requireNonNull(report.attempt().outcome()).kind());
    } else if (RefusedOutcomes.isRefused(commit)) {
      onRefused(report);
    } else if (isTooLate(commit) && sent != Sent.REPLAYED) {
      LOG.info("the outcome of task {} came too late: another run of it counts", report.id());
      if (sent == Sent.FIRST) {
        discard(report.stdout());
        discard(report.stderr());
      }
    }
  }

  static boolean isTooLate(Commit commit) {
    return commit == Commit.STALE || commit == Commit.UNKNOWN;
  }

  private void discard(CapturedStream stream) {
    if (stream.file() != null) {
      vertx
          .fileSystem()
          .delete(node.config().resultDir().resolve(stream.file()).toString())
          .onFailure(e -> LOG.warn("cannot remove {}: {}", stream.file(), e.getMessage()));
    }
  }

  private void onRefused(AttemptReport report) {
    node.outcomes()
        .keepRefused(report)
        .onSuccess(
            file ->
                LOG.error(
                    "Redis cannot store the outcome of task {}, it is kept in {}; see `distcomp"
                        + " doctor`",
                    report.id(),
                    file))
        .onFailure(
            e ->
                LOG.error(
                    "Redis cannot store the outcome of task {} ({}), and it cannot be kept either:"
                        + " {}",
                    report.id(),
                    report.attempt(),
                    e.toString()));
  }
}
