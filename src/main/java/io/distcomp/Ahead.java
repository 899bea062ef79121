package io.distcomp;

import io.distcomp.api.NodeMetrics;
import io.distcomp.api.WebrootFiles;
import io.distcomp.process.Spawners;
import java.util.concurrent.CompletableFuture;

/**
 * What a start needs later, takes long to load and has nothing to close: made on a thread of its
 * own while Redis starts. Nothing of Netty is in it, which the main thread loads at the same time.
 * For {@link NodeProgram}.
 */
final class Ahead {

  private final CompletableFuture<NodeMetrics> metrics = new CompletableFuture<>();
  private final CompletableFuture<WebrootFiles> page = new CompletableFuture<>();

  private Ahead() {}

  /** Begins at once. */
  static Ahead begin() {
    Ahead ahead = new Ahead();
    Thread thread = new Thread(ahead::run, "distcomp-ahead");
    thread.setDaemon(true);
    thread.start();
    return ahead;
  }

  private void run() {
    try {
      metrics.complete(new NodeMetrics());
      Spawners.load();
      page.complete(WebrootFiles.load("webroot"));
    } catch (Throwable e) { // told by whoever waits for it
      metrics.completeExceptionally(e);
      page.completeExceptionally(e);
    }
  }

  /** Waits for them. */
  NodeMetrics metrics() {
    return metrics.join();
  }

  /** The files of the page, for a thread that may wait. */
  WebrootFiles page() {
    return page.join();
  }
}
