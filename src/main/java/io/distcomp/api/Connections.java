package io.distcomp.api;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private static final Duration TELL = Duration.ofSeconds(10);

  private static final class Use {
    private long since;
    private int open;
    private boolean hadRequest;

    private Use(long since) {
      this.since = since;
    }
  }

  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private int overflow;
  private long told = System.nanoTime() - TELL.toNanos();
  private int slow;
  private long toldOfSlow = told;
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

  /**
   * A new one takes the place of the one that is unused for longest, so that whoever opens
   * connections and sends nothing keeps nobody out.
   */
  void onConnection(HttpConnection connection) {
    if (uses.size() >= most) {
      overflow++;
      HttpConnection idle = longestUnused();
      if (idle == null) {
        // Not at once: while its handler is being called, a connection cannot be closed yet.
        vertx.runOnContext(v -> Cut.off(connection));
        return;
      }
      uses.remove(idle);
      Cut.off(idle);
    }
    uses.put(connection, new Use(System.nanoTime()));
    connection.closeHandler(closed -> uses.remove(connection));
  }

  /** One without a request before those that had one, whoever came first. */
  private @Nullable HttpConnection longestUnused() {
    return uses.entrySet().stream()
        .filter(entry -> entry.getValue().open == 0)
        .min(
            Comparator.comparing((Map.Entry<HttpConnection, Use> e) -> e.getValue().hadRequest)
                .thenComparingLong(e -> e.getValue().since))
        .map(Map.Entry::getKey)
        .orElse(null);
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
    if (overflow > 0 && now - told > TELL.toNanos()) {
      LOG.warn("More than {} connections: {} unused or new ones were closed", most, overflow);
      told = now;
      overflow = 0;
    }
    for (Map.Entry<HttpConnection, Use> entry : Map.copyOf(uses).entrySet()) {
      Use use = entry.getValue();
      Duration age = Duration.ofNanos(now - use.since);
      if (use.open == 0 && age.compareTo(use.hadRequest ? unused : headerDeadline) > 0) {
        LOG.debug("A connection from {} is unused and closed", entry.getKey().remoteAddress());
        if (!use.hadRequest) {
          onSlow(entry.getKey(), now);
        }
        Cut.off(entry.getKey());
      }
    }
  }

  private void onSlow(HttpConnection connection, long now) {
    slow++;
    if (now - toldOfSlow > TELL.toNanos()) {
      LOG.info(
          "slow_client: {} connection(s) sent no whole request in {} s and were closed, the last"
              + " from {}",
          slow,
          headerDeadline.toSeconds(),
          connection.remoteAddress());
      toldOfSlow = now;
      slow = 0;
    }
  }
}
