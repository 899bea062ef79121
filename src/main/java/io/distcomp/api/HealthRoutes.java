package io.distcomp.api;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One word each for load balancers and supervisors. Used by the web verticle's start. */
record HealthRoutes(Supplier<Readiness> readiness) {

  List<Endpoint> endpoints() {
    return List.of(
        open("/health/live", call -> answer(call, Readiness.OK)),
        open("/health/ready", call -> answer(call, readiness.get())));
  }

  private static Endpoint open(String path, Consumer<Call> run) {
    return new Endpoint(
        HttpMethod.GET, path, Endpoint.Guard.EVERYBODY, Endpoint.Body.NONE, Set.of(), run);
  }

  private static void answer(Call call, Readiness state) {
    Answers.ignore(
        call.request()
            .response()
            .setStatusCode(state == Readiness.OK ? 200 : 503)
            .putHeader("Content-Type", "text/plain; charset=utf-8")
            .end(state.word() + "\n"));
  }
}
