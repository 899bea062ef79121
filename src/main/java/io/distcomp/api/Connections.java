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
  private static final long SWEEP_MILLIS = 1000;

  private static final class Use {
    private long since;
    private int open;
    private boolean hadRequest;

    private Use(long since) {
      this.since = since;
    }
  }

  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private final int most;

  Connections(Vertx vertx, int most) {
    this.most = most;
    vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
  }

  void onConnection(HttpConnection connection) {
    if (uses.size() >= most) {
      LOG.warn("More than {} connections: one is closed", most);
      Answers.ignore(connection.close());
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
      if (use.open == 0 && age.compareTo(use.hadRequest ? UNUSED : HEADER_DEADLINE) > 0) {
        LOG.debug("A connection from {} is unused and closed", entry.getKey().remoteAddress());
        Answers.ignore(entry.getKey().close());
      }
    }
  }
}
