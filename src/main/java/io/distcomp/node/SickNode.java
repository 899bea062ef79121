package io.distcomp.node;

import io.distcomp.node.Health.Trouble;
import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.process.ProcessListener.Refusal;
import io.distcomp.task.CapturedStream;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after a sick node until it is well: after each pause it writes to the result_dir and starts
 * a command, instead of trying tasks. Says when the node falls sick and when it is well. Confined
 * to the executor's event loop.
 */
final class SickNode {

  private static final Logger LOG = LoggerFactory.getLogger(SickNode.class);

  private final Vertx vertx;
  private final NodeParts node;
  private final Sickness sickness;
  private final SpawnProbe spawn;
  private final IntSupplier running;
  private final Runnable onWell;
  private boolean stopped;

  /**
   * @param running how many tasks run
   * @param onWell called when tasks may be taken again
   */
  SickNode(
      Vertx vertx,
      NodeParts node,
      Sickness sickness,
      Inbox inbox,
      IntSupplier running,
      Runnable onWell) {
    this.vertx = vertx;
    this.node = node;
    this.sickness = sickness;
    this.running = running;
    this.onWell = onWell;
    spawn = new SpawnProbe(vertx, node, inbox);
  }

  /** No look is begun any more. */
  void stop() {
    stopped = true;
  }

  /** A command was not started. */
  void refused(Refusal refusal) {
    if (refusal.nodeIsSick()) {
      failed("commands cannot be started: " + refusal.reason(), 0);
    }
  }

  /** A command ended. */
  void exited(Exit exit) {
    if (exit.outputError() == null) {
      sickness.succeeded();
    } else {
      failed(
          "output cannot be stored: " + exit.outputError(),
          stored(exit.stdout()) + stored(exit.stderr()));
    }
  }

  /** Bytes that the stream's file would have. */
  private long stored(CapturedStream stream) {
    return Math.min(stream.length(), node.config().outputFileBytes());
  }

  private void failed(String why, long bytes) {
    if (!stopped && sickness.failed(why, bytes)) {
      LOG.error("this node is sick and takes no tasks until it has found itself well: {}", why);
      node.health().sick(sickness.trouble());
      lookLater();
    }
  }

  private void lookLater() {
    vertx.setTimer(sickness.nextPause().toMillis(), t -> look());
  }

  private void look() {
    if (!stopped) {
      disk()
          .compose(wrong -> wrong.isPresent() ? Future.succeededFuture(wrong) : spawn.look())
          .onComplete(this::onLooked);
    }
  }

  private Future<Optional<String>> disk() {
    String name = ".probe-" + node.info().incarnation();
    long needed = sickness.neededBytes();
    return vertx.executeBlocking(
        () -> DiskProbe.look(node.config().resultDir(), name, needed), false);
  }

  private void onLooked(AsyncResult<Optional<String>> look) {
    Optional<String> wrong =
        look.succeeded() ? look.result() : Optional.of(look.cause().toString());
    if (wrong.isPresent()) {
      stillSick(wrong.get());
    } else {
      isWell();
    }
  }

  private void stillSick(String why) {
    sickness.stillSick(why);
    node.health().sick(sickness.trouble());
    LOG.warn("this node has been sick for {} s: {}", seconds(), why);
    lookLater();
  }

  private void isWell() {
    LOG.info("this node is well again after {} s and takes tasks", seconds());
    sickness.isOver(running.getAsInt());
    node.health().sick(null);
    onWell.run();
  }

  private long seconds() {
    Trouble trouble = Objects.requireNonNull(sickness.trouble());
    return Duration.between(trouble.since(), node.clock().instant()).toSeconds();
  }
}
