package io.distcomp.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds connections: how many, how long without a complete request, how long unused. For the web
 * verticle's loop only.
 *
 * <p>Not done with the server's idle timeout, because a request that works for minutes (a large
 * submission) is not idle.
 */
final class Connections {

  static final Duration HEADER_DEADLINE = Duration.ofSeconds(10);
  static final Duration UNUSED = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final Duration SWEEP = Duration.ofSeconds(1);

  private static final class Use {
    private long since;
    private int open;
    private boolean hadRequest;

    private Use(long since) {
      this.since = since;
    }
  }

  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private final Vertx vertx;
  private final int most;
  private final Duration headerDeadline;
  private final Duration unused;

  Connections(Vertx vertx, int most) {
    this(vertx, most, HEADER_DEADLINE, UNUSED);
  }

  Connections(Vertx vertx, int most, Duration headerDeadline, Duration unused) {
    this.vertx = vertx;
    this.most = most;
    this.headerDeadline = headerDeadline;
    this.unused = unused;
    vertx.setPeriodic(SWEEP.toMillis(), id -> sweep());
  }

  void onConnection(HttpConnection connection) {
    if (uses.size() >= most) {
      LOG.warn("More than {} connections: one is closed", most);
      // Not at once: while its handler is being called, a connection cannot be closed yet.
      vertx.runOnContext(v -> Cut.off(connection));
      return;
    }
    uses.put(connection, new Use(System.nanoTime()));
    connection.closeHandler(closed -> uses.remove(connection));
  }

  /** Until its response is over, the connection counts as used. */
  void onRequest(HttpServerRequest request) {
    Use use = uses.get(request.connection());
    if (use == null) {
      return;
    }
    use.hadRequest = true;
    use.open++;
    request
        .response()
        .endHandler(
            end -> {
              use.open--;
              use.since = System.nanoTime();
            });
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Map.Entry<HttpConnection, Use> entry : Map.copyOf(uses).entrySet()) {
      Use use = entry.getValue();
      Duration age = Duration.ofNanos(now - use.since);
      if (use.open == 0 && age.compareTo(use.hadRequest ? unused : headerDeadline) > 0) {
        LOG.debug("A connection from {} is unused and closed", entry.getKey().remoteAddress());
        Cut.off(entry.getKey());
      }
    }
  }
}
