package io.distcomp.node;

import io.distcomp.task.AttemptReport;
import io.vertx.core.Vertx;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings outcomes from memory to the disk while they cannot be recorded. Where the disk does not
 * take them they stay in memory, the node asks for no tasks, and it is tried again. Confined to the
 * reporter's event loop.
 */
final class OutcomeRescue {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeRescue.class);

  private final Vertx vertx;
  private final NodeParts node;
  private final OutcomeBuffer buffer;
  private final Runnable onSaved;
  private final Backoff backoff;
  private final QuietLog trouble;
  private boolean on;
  private boolean busy;

  /** {@code onSaved} is called after each batch. */
  OutcomeRescue(Vertx vertx, NodeParts node, OutcomeBuffer buffer, Runnable onSaved) {
    this.vertx = vertx;
    this.node = node;
    this.buffer = buffer;
    this.onSaved = onSaved;
    backoff = new Backoff(node.random());
    trouble = new QuietLog(LOG, node.clock(), "keeping outcomes on disk");
  }

  /** From now on, what is or comes into the buffer goes to the disk. */
  void start() {
    on = true;
    save();
  }

  /** What comes from now on stays in the buffer. */
  void pause() {
    on = false;
  }

  /** Brings what has come to the disk, if that is wanted. */
  void save() {
    if (!on || busy || buffer.isEmpty()) {
      return;
    }
    busy = true;
    List<AttemptReport> batch = buffer.next();
    node.outcomes().add(batch).onSuccess(v -> onSaved(batch)).onFailure(e -> onFailed(batch, e));
  }

  private void onSaved(List<AttemptReport> batch) {
    busy = false;
    backoff.reset();
    trouble.succeeded();
    batch.forEach(node.holdings()::stored);
    node.holdings().stuck(false);
    node.health().spooled(node.outcomes().size());
    onSaved.run();
    save();
  }

  private void onFailed(List<AttemptReport> batch, Throwable cause) {
    buffer.giveBack(batch);
    trouble.failed(cause);
    node.holdings().stuck(true);
    vertx.setTimer(
        backoff.next(),
        t -> {
          busy = false;
          save();
        });
  }
}
