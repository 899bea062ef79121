package io.distcomp.cli;

import io.distcomp.cli.NodeLauncher.RunningNode;
import io.distcomp.config.Config;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A node in this process that signals end: the first drains it, the second skips the wait. Used by
 * {@code node}, {@code run} and {@code bench}.
 */
final class OwnNode implements AutoCloseable {

  private final Session session;
  private final Runnable onStop;
  private final Signals.Handle signals;
  private @Nullable RunningNode node;
  private boolean stopWanted;

  /**
   * Listens from now on, so that no signal is lost while the node starts.
   *
   * @param onStop runs at the first signal
   */
  OwnNode(Session session, Runnable onStop) {
    this.session = session;
    this.onStop = onStop;
    this.signals = session.signals().onStop(this::drain, this::halt);
  }

  RunningNode start(Config config) throws NodeStartException {
    RunningNode started = session.launcher().start(config);
    synchronized (this) {
      node = started;
      if (stopWanted) {
        started.drain();
      }
    }
    return started;
  }

  /** Ends a verb that was asked to stop. */
  void mustGoOn() {
    if (isStopWanted()) {
      throw new CliException(ExitCode.INTERRUPTED, "stopped");
    }
  }

  synchronized boolean isStopWanted() {
    return stopWanted;
  }

  /** One that speaks to it. */
  static NodeClient client(RunningNode node, Config config) {
    return new NodeClient(
        new Target(node.url(), node.tokenFile(), false, config.http().tlsCertFile()));
  }

  /** Waits for the node's end and says its exit code. */
  int await(RunningNode started) {
    try {
      return started.stopped().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new CliException(ExitCode.INTERNAL, "the node ended badly: " + e.getCause(), e);
    }
  }

  /** Ends the listening; the node itself is not touched. */
  @Override
  public void close() {
    signals.close();
  }

  private void drain() {
    session.console().note("stopping: running tasks get their time; the same again skips the wait");
    synchronized (this) {
      stopWanted = true;
      if (node != null) {
        node.drain();
      }
    }
    onStop.run();
  }

  private synchronized void halt() {
    if (node != null) {
      node.halt();
    }
  }
}
