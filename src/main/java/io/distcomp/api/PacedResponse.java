package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * A text response that is written no faster than its client reads. For one request, on the web
 * verticle's loop.
 */
final class PacedResponse {

  /** A client that takes nothing for so long is cut. */
  static final Duration STALL = Duration.ofSeconds(30);

  static final String PARTIAL = "X-DistComp-Partial";

  private final Vertx vertx;
  private final HttpServerResponse response;

  PacedResponse(Vertx vertx, HttpServerRequest request) {
    this.vertx = vertx;
    this.response = request.response();
    response
        .setChunked(true)
        .exceptionHandler(e -> {})
        .putHeader("Content-Type", "text/plain; charset=utf-8");
  }

  boolean isStarted() {
    return response.headWritten();
  }

  boolean isGone() {
    return response.closed() || response.ended();
  }

  /** Says that bytes are missing; in time only before the first of them. */
  void markPartial() {
    if (!isStarted()) {
      response.putHeader(PARTIAL, "true");
    }
  }

  /** Sends the head of the response: the client sees that it is being served. */
  void start() {
    if (!isStarted() && !isGone()) {
      Answers.ignore(response.writeHead());
    }
  }

  /** Completes when more may be written. */
  Future<Void> write(byte[] bytes) {
    if (isGone()) {
      return Future.failedFuture(cut("has gone"));
    }
    if (bytes.length == 0) {
      return Future.succeededFuture();
    }
    // Not writeQueueFull: it counts messages, so with large ones it would let megabytes wait.
    Future<Void> written = response.write(Buffer.buffer(bytes));
    return written.isComplete() ? written : bounded(written);
  }

  private Future<Void> bounded(Future<Void> written) {
    Promise<Void> gone = Promise.promise();
    long timer = vertx.setTimer(STALL.toMillis(), id -> gone.tryFail(cut("does not read")));
    written
        .onSuccess(v -> gone.tryComplete())
        .onFailure(e -> gone.tryFail(cut("has gone")))
        .onComplete(v -> vertx.cancelTimer(timer));
    return gone.future();
  }

  private static ApiException cut(String why) {
    return ApiException.of(408, "E_CLIENT", "the client " + why, null);
  }

  void end() {
    if (!isGone()) {
      Answers.ignore(response.end());
    }
  }
}
