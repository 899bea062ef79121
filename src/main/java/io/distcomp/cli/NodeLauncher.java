package io.distcomp.cli;

import io.distcomp.config.Config;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * Starts a node in this process. Implemented by the wiring, used by {@code node} and {@code run}.
 */
@FunctionalInterface
public interface NodeLauncher {

  /**
   * Starts a node and returns when its API answers.
   *
   * @throws NodeStartException when it cannot run; nothing of it is left then
   */
  RunningNode start(Config config) throws NodeStartException;

  /** A node that was started. Safe to use from any thread. */
  interface RunningNode {

    /** Where its API answers, without a path. */
    URI url();

    /** A new link that opens the dashboard once, logged in. */
    String loginLink();

    /** The token that its API takes. */
    Path tokenFile();

    /** Completes with the exit code of the process when everything of the node has ended. */
    CompletionStage<Integer> stopped();

    /** Ends it in good order: running tasks get their time. Returns at once; repeating is free. */
    void drain();

    /** Ends it without waiting for running tasks; they go back to the queue. */
    void halt();
  }
}
