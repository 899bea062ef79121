package io.distcomp.api;

import io.distcomp.queue.JobRemovedException;
import io.distcomp.queue.RedisTrouble;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is an error, on its way out. Thrown and failed with anywhere in this package;
 * turned into HTTP by {@link Answers} and into a bus reply by {@link BusApi}.
 */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final int RETRY_SECONDS = 2;

  /** The code for a job that goes while it is submitted to. */
  static final String REMOVED = "E_REMOVED";

  private final int status;
  private final transient ApiError error;
  private final transient @Nullable JsonArray rejected;
  private final int retryAfterSeconds;

  private ApiException(
      int status, ApiError error, @Nullable JsonArray rejected, int retryAfterSeconds) {
    super(error.code() + ": " + error.message(), null, false, false);
    this.status = status;
    this.error = error;
    this.rejected = rejected;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  static ApiException of(int status, String code, String message, @Nullable String hint) {
    return at(status, code, message, null, hint);
  }

  /** With the place of the fault. */
  static ApiException at(
      int status, String code, String message, @Nullable String path, @Nullable String hint) {
    return new ApiException(status, new ApiError(code, message, path, hint), null, 0);
  }

  static ApiException rejecting(int status, ApiError error, JsonArray rejected) {
    return new ApiException(status, error, rejected, 0);
  }

  static ApiException later(int status, String code, String message, int seconds) {
    return new ApiException(status, new ApiError(code, message, null, null), null, seconds);
  }

  static ApiException notFound(String what) {
    return of(404, "E_NOT_FOUND", what + " does not exist", null);
  }

  /** Redis did not answer, so nothing can be said. */
  static ApiException away(Throwable cause) {
    RedisTrouble trouble = RedisTrouble.of(cause);
    return new ApiException(
        503,
        new ApiError(
            trouble.code(),
            "the queue cannot be used: " + trouble.sentence(),
            null,
            trouble.advice()),
        null,
        RETRY_SECONDS);
  }

  /** The queue's answer, or 503; faults that this package found itself stay as they are. */
  static <T> Future<T> orAway(Future<T> answer) {
    return answer.recover(e -> Future.failedFuture(named(e)));
  }

  private static Throwable named(Throwable failure) {
    if (failure instanceof JobRemovedException removed) {
      return of(
          409,
          REMOVED,
          String.valueOf(removed.getMessage()),
          "nothing of this submission will run; send it again, and it gets a new job");
    }
    return failure instanceof ApiException ? failure : away(failure);
  }

  int status() {
    return status;
  }

  ApiError error() {
    return error;
  }

  int retryAfterSeconds() {
    return retryAfterSeconds;
  }

  JsonObject toJson() {
    JsonObject body = error.toJson();
    return rejected == null ? body : body.put("rejected", rejected);
  }
}
