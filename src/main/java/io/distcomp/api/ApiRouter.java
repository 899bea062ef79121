package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Mounts endpoints and puts the same checks before each, in this order: path 404, method 405, token
 * 401, origin 403, type 415, length 413, body 400, contract 422 or 400. For the web verticle's
 * start only.
 */
final class ApiRouter {

  /** A word is tried before a parameter: {@code /tasks/count} before {@code /tasks/:id}. */
  private static final Comparator<String> BY_PRECEDENCE =
      Comparator.<String>comparingLong(path -> path.chars().filter(c -> c == ':').count())
          .thenComparing(Comparator.naturalOrder());

  private final Vertx vertx;
  private final Access access;
  private final AuditTrail audit;
  private final Contract contract;
  private final Router router;

  ApiRouter(Vertx vertx, Access access, AuditTrail audit) {
    this.vertx = vertx;
    this.contract = new Contract(vertx);
    this.access = access;
    this.audit = audit;
    this.router = Router.router(vertx);
    ProbedPaths probes = new ProbedPaths(access, audit);
    router.errorHandler(404, context -> refusePath(context, probes));
    router.errorHandler(400, context -> Answers.failure(context.request(), badRequest(context)));
    router.errorHandler(500, context -> Answers.failure(context.request(), context.failure()));
  }

  /** The router with all of them and the page's files. */
  Router mount(List<Endpoint> endpoints, WebrootFiles files) {
    Map<String, List<Endpoint>> byPath =
        endpoints.stream().collect(Collectors.groupingBy(Endpoint::path));
    byPath.keySet().stream()
        .sorted(BY_PRECEDENCE)
        .forEach(path -> mountPath(path, byPath.getOrDefault(path, List.of())));
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
      caller(context.request(), endpoint)
          .compose(
              who -> admit(context, endpoint, audit.begin(context, endpoint, who.orElse(null))))
          .onSuccess(call -> run(endpoint, call))
          .onFailure(e -> Answers.failure(context.request(), e));
    } catch (RuntimeException e) {
      Answers.failure(context.request(), e);
    }
  }

  /** Empty where everybody may. Who has to wait for the answer of Redis keeps the body back. */
  private Future<Optional<String>> caller(HttpServerRequest request, Endpoint endpoint) {
    if (endpoint.guard() == Endpoint.Guard.EVERYBODY) {
      return Future.succeededFuture(Optional.empty());
    }
    Future<String> who = access.authenticate(request);
    if (!who.isComplete()) {
      request.pause();
    }
    return who.map(Optional::of);
  }

  /** The call, if all rules are kept; a refusal is in the audit log too. */
  private Future<Call> admit(
      RoutingContext context, Endpoint endpoint, @Nullable AuditEntry entry) {
    Future<Call> call =
        Future.<Void>succeededFuture().compose(v -> checked(context, endpoint, entry));
    return call.recover(
        e ->
            entry == null
                ? call
                : entry.end(0, Future.failedFuture(e)).compose(never -> Future.failedFuture(e)));
  }

  private Future<Call> checked(
      RoutingContext context, Endpoint endpoint, @Nullable AuditEntry entry) {
    access.checkOrigin(context.request());
    Query query = Query.checked(context.queryParams(), endpoint.query());
    return body(context, endpoint)
        .onSuccess(body -> note(entry, body))
        .compose(body -> contract.check(endpoint, context, body).map(body))
        .map(body -> new Call(context, query, body));
  }

  private static void note(@Nullable AuditEntry entry, JsonObject body) {
    if (entry != null) {
      entry.body(body);
    }
  }

  private Future<JsonObject> body(RoutingContext context, Endpoint endpoint) {
    return switch (endpoint.body()) {
      case JSON -> JsonBody.read(vertx, context.request());
      case NONE -> {
        context.request().resume();
        yield Future.succeededFuture(new JsonObject());
      }
      case STREAM -> Future.succeededFuture(new JsonObject());
    };
  }

  private static void run(Endpoint endpoint, Call call) {
    try {
      endpoint.run().accept(call);
    } catch (RuntimeException e) {
      Answers.failure(call.request(), e);
    }
  }

  private static void refusePath(RoutingContext context, ProbedPaths probes) {
    if (ProbedPaths.isProbe(context.request().uri())) {
      probes.refuse(context.request(), noSuchPath(context));
    } else {
      Answers.failure(context.request(), noSuchPath(context));
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
