package io.distcomp.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** {@code GET /metrics} for Prometheus. Used by the web verticle's start, on its loop. */
final class MetricsRoute {

  private static final String FORMAT = "text/plain; version=0.0.4; charset=utf-8";

  private final NodeMetrics metrics;
  private final QueueMetrics queue;

  MetricsRoute(WebSetup setup, IntSupplier watchers) {
    metrics = setup.metrics();
    queue = new QueueMetrics(setup.queue(), metrics.registry());
    Gauge.builder("distcomp.sse.clients", watchers::getAsInt)
        .description("Clients that watch events")
        .register(metrics.registry());
    Gauge.builder("distcomp.redis.up", () -> flag(setup.redis().get().equals(StatusJson.REDIS_OK)))
        .description("Whether Redis is of use to this node")
        .register(metrics.registry());
    for (Readiness state : Readiness.values()) {
      readiness(metrics.registry(), state, setup.readiness());
    }
  }

  private static void readiness(
      MeterRegistry registry, Readiness state, Supplier<Readiness> present) {
    Gauge.builder("distcomp.node.state", () -> flag(present.get() == state))
        .description("1 for what /health/ready says")
        .tag("state", state.word())
        .register(registry);
  }

  private static int flag(boolean value) {
    return value ? 1 : 0;
  }

  List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            HttpMethod.GET,
            "/metrics",
            Endpoint.Guard.TOKEN,
            Endpoint.Body.NONE,
            Set.of(),
            this::answer));
  }

  private void answer(Call call) {
    queue
        .read()
        .map(v -> metrics.scrape())
        .onSuccess(
            text ->
                Answers.ignore(
                    call.request().response().putHeader("Content-Type", FORMAT).end(text)))
        .onFailure(e -> Answers.failure(call.request(), e));
  }
}
