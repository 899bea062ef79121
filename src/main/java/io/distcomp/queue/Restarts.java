package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Restarted;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear that Redis is another process now. Safe for use by many threads. */
final class Restarts {

  /** With {@code everysec} a server loses at most two seconds; the rest is for those who notice. */
  static final Duration WINDOW = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);

  private final List<Consumer<Restarted>> handlers = new CopyOnWriteArrayList<>();
  private final AtomicReference<ServerIdentity> last = new AtomicReference<>();

  Future<Void> add(Consumer<Restarted> handler) {
    handlers.add(handler);
    return Future.succeededFuture();
  }

  /**
   * A new connection works. A server that does not say who it is counts as another one: to repeat
   * what it has kept is harmless.
   */
  void onServer(ServerIdentity now) {
    ServerIdentity before = last.getAndSet(now);
    if (before == null || now.isSameAs(before)) {
      return;
    }
    boolean keepsAll = now.keepsAll() && before.keepsAll();
    if (now.runId() != null) {
      LOG.warn(
          "Redis was started again{}",
          keepsAll ? "" : ": what it acknowledged just before is sent once more");
    }
    tell(new Restarted(keepsAll ? Duration.ZERO : WINDOW));
  }

  void tell(Restarted restarted) {
    handlers.forEach(handler -> handler.accept(restarted));
  }
}
