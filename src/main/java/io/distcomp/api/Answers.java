package io.distcomp.api;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers. Used by everything that ends a response. */
final class Answers {
  private Answers() {}

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final Duration LINGER = Duration.ofSeconds(1);
  static final String JSON = "application/json";

  static void json(HttpServerRequest request, int status, JsonObject body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader("Content-Type", JSON);
    ignore(response.end(body.toBuffer()));
  }

  static void failure(HttpServerRequest request, Throwable failure) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    ApiException known = known(request, failure);
    if (response.headWritten()) {
      // The status is out already: only a broken connection can still say that this failed.
      Cut.off(request.connection());
      return;
    }
    if (known.status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer realm=\"distcomp\"");
    }
    if (known.retryAfterSeconds() > 0) {
      response.putHeader("Retry-After", Integer.toString(known.retryAfterSeconds()));
    }
    closeWhenUnread(request);
    json(request, known.status(), known.toJson());
  }

  private static ApiException known(HttpServerRequest request, Throwable failure) {
    if (failure instanceof ApiException known) {
      return known;
    }
    LOG.error("{} {} failed", request.method(), ApiError.quote(request.path()), failure);
    return ApiException.of(
        500, "E_INTERNAL", "a fault of this node", "its log says more; please report it");
  }

  /**
   * What is still on its way would be taken for the next request, or read for nothing: the client
   * gets a moment to see the answer. Without that it could send for ever.
   */
  private static void closeWhenUnread(HttpServerRequest request) {
    if (!request.isEnded()) {
      request.response().putHeader("Connection", "close");
      request.resume();
      Context context = Vertx.currentContext();
      if (context != null) {
        context.owner().setTimer(LINGER.toMillis(), id -> cutWhenUnread(request));
      }
    }
  }

  private static void cutWhenUnread(HttpServerRequest request) {
    if (!request.isEnded()) {
      Cut.off(request.connection());
    }
  }

  /** A client that has gone is no news. */
  static void ignore(io.vertx.core.Future<?> written) {
    written.onFailure(e -> LOG.debug("An answer did not arrive: {}", e.toString()));
  }
}
