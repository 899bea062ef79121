package io.distcomp.node;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.AttemptReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what an earlier start of this data_dir left on its disk. Used by {@link Node} once,
 * before it registers: that ends the older incarnations, and their tasks are given to others.
 */
final class LeftOutcomes {

  private static final Logger LOG = LoggerFactory.getLogger(LeftOutcomes.class);

  private final NodeParts node;
  private final Answers answers;
  private int recorded;
  private int before;
  private int tooLate;
  private int refused;

  LeftOutcomes(Vertx vertx, NodeParts node) {
    this.node = node;
    answers = new Answers(vertx, node);
  }

  /** Completes when the queue has answered for all of them; fails when it does not answer. */
  Future<Void> record() {
    return node.outcomes().open().compose(v -> recordAll()).recover(this::explain);
  }

  private Future<Void> recordAll() {
    if (node.outcomes().isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.info("recording the outcomes that wait in {}", node.outcomes().folder());
    return recordNext()
        .onSuccess(
            v ->
                LOG.info(
                    "of the outcomes that an earlier start left, {} are recorded, {} were so"
                        + " before, {} came too late, {} were refused",
                    recorded,
                    before,
                    tooLate,
                    refused));
  }

  private Future<Void> recordNext() {
    return node.outcomes()
        .next()
        .compose(
            reports ->
                reports.isEmpty()
                    ? Future.succeededFuture()
                    : record(reports).compose(v -> recordNext()));
  }

  private Future<Void> record(List<AttemptReport> reports) {
    return node.queue()
        .commit(reports)
        .compose(
            commits -> {
              commits.forEach(this::count);
              answers.settle(reports, commits, Answers.Sent.AGAIN);
              return node.outcomes().answered();
            });
  }

  private void count(Commit commit) {
    if (commit == Commit.COMMITTED) {
      recorded++;
    } else if (commit == Commit.ALREADY) {
      before++;
    } else if (RefusedOutcomes.isRefused(commit)) {
      refused++;
    } else {
      tooLate++;
    }
  }

  private Future<Void> explain(Throwable e) {
    return Future.failedFuture(
        new IllegalStateException(
            "the outcomes in "
                + node.outcomes().folder()
                + " cannot be recorded, they stay there: "
                + e.getMessage(),
            e));
  }
}
