package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/**
 * Reads one small JSON body: at most 1 MiB, within 30 s. For the web verticle's loop only; one for
 * each request.
 */
final class JsonBody {

  static final int MAX_BYTES = 1 << 20;
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private final HttpServerRequest request;
  private final Buffer bytes = Buffer.buffer();
  private final Promise<JsonObject> done = Promise.promise();

  private JsonBody(HttpServerRequest request) {
    this.request = request;
  }

  static Future<JsonObject> read(Vertx vertx, HttpServerRequest request) {
    if (!hasBody(request)) {
      request.resume();
      return Future.succeededFuture(new JsonObject());
    }
    requireType(request, Answers.JSON);
    if (declaredLength(request) > MAX_BYTES) {
      throw tooLarge();
    }
    return new JsonBody(request).readAll(vertx);
  }

  static boolean hasBody(HttpServerRequest request) {
    return request.getHeader("Transfer-Encoding") != null || declaredLength(request) > 0;
  }

  /** The media type without its parameters, lower case; empty when there is none. */
  static String mediaType(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return length == null || !length.matches("[0-9]{1,18}") ? 0 : Long.parseLong(length);
  }

  private static void requireType(HttpServerRequest request, String wanted) {
    String type = mediaType(request);
    if (!type.equals(wanted)) {
      throw ApiException.of(
          415,
          "E_CONTENT_TYPE",
          ApiError.quote(type) + " is not understood here",
          "send Content-Type: " + wanted);
    }
  }

  private static ApiException tooLarge() {
    return ApiException.of(413, "E_TOO_LARGE", "the body is above 1 MiB", null);
  }

  private Future<JsonObject> readAll(Vertx vertx) {
    long timer =
        vertx.setTimer(
            DEADLINE.toMillis(),
            id ->
                done.tryFail(
                    ApiException.of(408, "E_TIMEOUT", "the body took more than 30 s", null)));
    request.handler(this::onBytes);
    request.endHandler(end -> finish());
    request.exceptionHandler(done::tryFail);
    invite(request);
    request.resume();
    return done.future().onComplete(result -> vertx.cancelTimer(timer));
  }

  /** Tells a client that waits for it that the body is welcome; only after all checks. */
  static void invite(HttpServerRequest request) {
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      Answers.ignore(request.response().writeContinue());
    }
  }

  private void onBytes(Buffer more) {
    if (bytes.length() + more.length() > MAX_BYTES) {
      done.tryFail(tooLarge());
    } else if (!done.future().isComplete()) {
      bytes.appendBuffer(more);
    }
  }

  private void finish() {
    try {
      done.tryComplete(bytes.length() == 0 ? new JsonObject() : new JsonObject(bytes));
    } catch (DecodeException | ClassCastException e) {
      done.tryFail(
          ApiException.of(400, "E_JSON", "the body is not a JSON object: " + reason(e), null));
    }
  }

  private static String reason(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse("");
  }
}
