package io.distcomp.node;

import io.distcomp.task.AttemptReport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The spool for users on event loops: its calls run one after the other on a thread of its own,
 * which is there only after the first call. Safe for use by many threads; one at a time reads back.
 */
final class OutcomeStore {

  private static final String FOLDER = "outcomes";

  private final Path folder;
  private final OutcomeSpool spool;
  private final RefusedOutcomes refused;
  private final WorkerExecutor thread;
  private final AtomicInteger appending = new AtomicInteger();

  OutcomeStore(Vertx vertx, Path dataDir) {
    folder = dataDir.resolve(FOLDER);
    spool = new OutcomeSpool(folder);
    refused = new RefusedOutcomes(folder);
    thread = vertx.createSharedWorkerExecutor("distcomp-outcomes", 1);
  }

  Path folder() {
    return folder;
  }

  /** Finds what an earlier start left; call it first. */
  Future<Void> open() {
    return call(
        () -> {
          spool.open();
          return null;
        });
  }

  /** Completes when these are on the disk: all of them; fails when none is. */
  Future<Void> add(List<AttemptReport> reports) {
    appending.incrementAndGet();
    return this.<Void>call(
            () -> {
              spool.append(reports);
              return null;
            })
        .onComplete(done -> appending.decrementAndGet());
  }

  /** Whether nothing waits here or is on its way here. */
  boolean isEmpty() {
    return spool.bytes() == 0 && appending.get() == 0;
  }

  /** The oldest, the same until they are {@link #answered}; none when nothing waits. */
  Future<List<AttemptReport>> next() {
    return call(spool::next);
  }

  /** The queue has answered for all that {@link #next} gave. */
  Future<Void> answered() {
    return call(
        () -> {
          spool.answered();
          return null;
        });
  }

  /** Writes a report that the queue cannot store to a file of its own, for people. */
  Future<Path> keepRefused(AttemptReport report) {
    return call(() -> refused.write(report));
  }

  Health.Spooled size() {
    return new Health.Spooled(spool.outcomes(), spool.bytes());
  }

  /** Completes when all that was asked before is done and the thread has ended. */
  Future<Void> close() {
    return this.<Void>call(
            () -> {
              spool.close();
              return null;
            })
        .eventually(thread::close);
  }

  private <T> Future<T> call(Callable<T> action) {
    return thread.executeBlocking(action, true);
  }
}
