package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One row of the table of the API: which call, who may, what it does. Immutable; made by the route
 * classes, mounted by {@link ApiRouter}.
 *
 * @param query the parameters it knows
 */
record Endpoint(
    HttpMethod method, String path, Guard guard, Body body, Set<String> query, Consumer<Call> run) {

  static final String BASE = "/api/v1";

  /** Who may call. */
  enum Guard {
    EVERYBODY,
    TOKEN
  }

  /** What happens to a request's body. */
  enum Body {
    /** Not looked at. */
    NONE,
    /** JSON of at most 1 MiB, read before the handler; none counts as {@code {}}. */
    JSON,
    /** The handler reads it. */
    STREAM
  }

  /** A question. */
  static Endpoint get(String path, Set<String> query, Function<Call, Future<JsonObject>> answer) {
    return new Endpoint(
        HttpMethod.GET, BASE + path, Guard.TOKEN, Body.NONE, query, json(200, answer));
  }

  /** A request to change something. */
  static Endpoint post(String path, Function<Call, Future<JsonObject>> answer) {
    return new Endpoint(
        HttpMethod.POST, BASE + path, Guard.TOKEN, Body.JSON, Set.of(), json(200, answer));
  }

  /** A request to change some fields. */
  static Endpoint patch(String path, Function<Call, Future<JsonObject>> answer) {
    return new Endpoint(
        HttpMethod.PATCH, BASE + path, Guard.TOKEN, Body.JSON, Set.of(), json(200, answer));
  }

  /** The handler ends the response by itself, or hands a failure to {@link Answers}. */
  static Endpoint stream(String path, Set<String> query, Consumer<Call> run) {
    return new Endpoint(HttpMethod.GET, BASE + path, Guard.TOKEN, Body.NONE, query, run);
  }

  static Consumer<Call> json(int status, Function<Call, Future<JsonObject>> answer) {
    return call ->
        call.audited(status, Future.<Void>succeededFuture().compose(v -> answer.apply(call)))
            .onSuccess(body -> Answers.json(call.request(), status, body))
            .onFailure(e -> Answers.failure(call.request(), e));
  }
}
