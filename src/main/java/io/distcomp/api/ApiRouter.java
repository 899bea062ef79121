package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Mounts endpoints and puts the same checks before each, in this order: path 404, method 405, token
 * 401, origin 403, type 415, length 413, body 400, contract 422 or 400. For the web verticle's
 * start only.
 */
final class ApiRouter {

  private final Vertx vertx;
  private final Access access;
  private final Contract contract;
  private final Router router;

  ApiRouter(Vertx vertx, Access access) {
    this.vertx = vertx;
    this.contract = new Contract(vertx);
    this.access = access;
    this.router = Router.router(vertx);
    router.errorHandler(404, context -> Answers.failure(context.request(), noSuchPath(context)));
    router.errorHandler(400, context -> Answers.failure(context.request(), badRequest(context)));
    router.errorHandler(500, context -> Answers.failure(context.request(), context.failure()));
  }

  /** The router with all of them and the page's files. */
  Router mount(List<Endpoint> endpoints, WebrootFiles files) {
    Map<String, List<Endpoint>> byPath =
        endpoints.stream().collect(Collectors.groupingBy(Endpoint::path));
    byPath.forEach(this::mountPath);
    files.paths().forEach(path -> mountFile(path, files));
    return router;
  }

  private void mountPath(String path, List<Endpoint> endpoints) {
    Map<HttpMethod, Endpoint> byMethod =
        endpoints.stream().collect(Collectors.toMap(Endpoint::method, e -> e));
    router
        .route(path)
        .handler(
            context -> {
              Endpoint endpoint = byMethod.get(context.request().method());
              if (endpoint == null) {
                refuseMethod(context, byMethod.keySet());
              } else {
                check(context, endpoint);
              }
            });
  }

  private void mountFile(String path, WebrootFiles files) {
    router
        .route(path)
        .handler(
            context -> {
              if (files.serve(context.request(), path)) {
                return;
              }
              refuseMethod(context, List.of(HttpMethod.GET, HttpMethod.HEAD));
            });
  }

  private static void refuseMethod(RoutingContext context, Collection<HttpMethod> known) {
    String allow =
        String.join(
            ", ",
            known.stream().map(HttpMethod::name).collect(Collectors.toCollection(TreeSet::new)));
    context.response().putHeader("Allow", allow);
    Answers.failure(
        context.request(),
        ApiException.of(
            405,
            "E_METHOD",
            context.request().method() + " is not possible here",
            "possible: " + allow));
  }

  private void check(RoutingContext context, Endpoint endpoint) {
    try {
      if (endpoint.guard() == Endpoint.Guard.TOKEN) {
        access.authenticate(context.request());
      }
      access.checkOrigin(context.request());
      Query query = Query.checked(context.queryParams(), endpoint.query());
      body(context, endpoint)
          .compose(body -> contract.check(endpoint, context, body).map(body))
          .onSuccess(body -> run(endpoint, new Call(context, query, body)))
          .onFailure(e -> Answers.failure(context.request(), e));
    } catch (RuntimeException e) {
      Answers.failure(context.request(), e);
    }
  }

  private Future<JsonObject> body(RoutingContext context, Endpoint endpoint) {
    return endpoint.body() == Endpoint.Body.JSON
        ? JsonBody.read(vertx, context.request())
        : Future.succeededFuture(new JsonObject());
  }

  private static void run(Endpoint endpoint, Call call) {
    try {
      endpoint.run().accept(call);
    } catch (RuntimeException e) {
      Answers.failure(call.request(), e);
    }
  }

  private static ApiException noSuchPath(RoutingContext context) {
    return ApiException.of(
        404, "E_PATH", "there is nothing at " + ApiError.quote(context.request().path()), null);
  }

  private static ApiException badRequest(RoutingContext context) {
    Throwable failure = context.failure();
    return ApiException.of(
        400,
        "E_REQUEST",
        failure == null ? "the request cannot be read" : String.valueOf(failure.getMessage()),
        null);
  }
}
