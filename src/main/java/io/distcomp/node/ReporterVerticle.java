package io.distcomp.node;

import io.distcomp.bus.Channels;
import io.distcomp.bus.ClusterEvent.TasksSettled;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records outcomes in batches, one flush at a time: the next batch fills meanwhile. Nothing is
 * dropped: what Redis did not acknowledge is sent again, and the token decides what counts.
 */
final class ReporterVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ReporterVerticle.class);
  private static final long GATHER_NANOS = 1_000_000;

  private final NodeParts node;
  private final OutcomeBuffer buffer = new OutcomeBuffer();
  private final Backoff backoff;
  private final QuietLog trouble;

  private boolean flushing;
  private boolean gathering;
  private long answeredAt = System.nanoTime();
  private @Nullable Promise<Void> empty;

  ReporterVerticle(NodeParts node) {
    this.node = node;
    backoff = new Backoff(node.random());
    trouble = new QuietLog(LOG, node.clock(), "recording outcomes", node.health());
  }

  @Override
  public Future<?> start() {
    node.bus()
        .consume(
            Channels.FINISHED,
            finished -> {
              buffer.add(finished.report());
              flushSoon();
            });
    return Future.succeededFuture();
  }

  /** Completes when everything is recorded, what the executor has just sent included. */
  @Override
  public Future<?> stop() {
    if (node.holdings().allRecorded()) {
      return Future.succeededFuture();
    }
    empty = Promise.promise();
    flush();
    return empty.future();
  }

  /** At once when the last flush is a moment ago; else together with what ends meanwhile. */
  private void flushSoon() {
    if (stopping() || System.nanoTime() - answeredAt > GATHER_NANOS) {
      flush();
    } else if (!gathering) {
      gathering = true;
      vertx.setTimer(
          1,
          t -> {
            gathering = false;
            flush();
          });
    }
  }

  private boolean stopping() {
    return empty != null;
  }

  private void flush() {
    if (flushing || buffer.isEmpty()) {
      return;
    }
    flushing = true;
    List<AttemptReport> batch = buffer.next();
    node.queue()
        .commit(batch)
        .onComplete(
            answer -> {
              flushing = false;
              answeredAt = System.nanoTime();
              if (answer.succeeded()) {
                onCommitted(batch, answer.result());
              } else {
                onRefused(batch, answer.cause());
              }
            });
  }

  private void onCommitted(List<AttemptReport> batch, List<Commit> commits) {
    backoff.reset();
    trouble.succeeded();
    Set<JobId> jobs = new HashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      AttemptReport report = batch.get(i);
      node.holdings().recorded(report);
      jobs.add(report.id().job());
      onCommit(report, commits.get(i));
    }
    node.bus().publish(Channels.EVENTS, new TasksSettled(node.info().name(), jobs));
    if (empty != null && node.holdings().allRecorded()) {
      empty.tryComplete();
    }
    flushSoon();
  }

  private void onCommit(AttemptReport report, Commit commit) {
    LOG.debug("task {} attempt {}: {}", report.id(), report.token(), commit);
    if (commit == Commit.STALE || commit == Commit.UNKNOWN) {
      LOG.info("the outcome of task {} came too late: another run of it counts", report.id());
      discard(report.stdout());
      discard(report.stderr());
    }
  }

  private void discard(CapturedStream stream) {
    if (stream.file() != null) {
      vertx
          .fileSystem()
          .delete(node.config().resultDir().resolve(stream.file()).toString())
          .onFailure(e -> LOG.warn("cannot remove {}: {}", stream.file(), e.getMessage()));
    }
  }

  private void onRefused(List<AttemptReport> batch, Throwable cause) {
    buffer.giveBack(batch);
    trouble.failed(cause);
    flushing = true; // until the pause is over
    vertx.setTimer(
        backoff.next(),
        t -> {
          flushing = false;
          flush();
        });
  }
}
