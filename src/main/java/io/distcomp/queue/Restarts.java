package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Restarted;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to hear that Redis is another process now. Safe for use by many threads. */
final class Restarts {

  private final List<Consumer<Restarted>> handlers = new CopyOnWriteArrayList<>();

  Future<Void> add(Consumer<Restarted> handler) {
    handlers.add(handler);
    return Future.succeededFuture();
  }

  void tell(Restarted restarted) {
    handlers.forEach(handler -> handler.accept(restarted));
  }
}
