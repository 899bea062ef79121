package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The calls about jobs, but for their submission. Used by the web verticle's start. */
record JobRoutes(Operations operations) {

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/jobs", Set.of("limit", "cursor"), this::jobs),
        Endpoint.get("/jobs/:id", Set.of(), call -> operations.job(call.jobId())),
        Endpoint.post("/jobs/:id/cancel", call -> operations.cancel(call.jobId())),
        Endpoint.post("/jobs/:id/retry", call -> operations.retry(call.jobId())));
  }

  private Future<JsonObject> jobs(Call call) {
    return operations.jobs(call.query().limit(), call.query().text("cursor"));
  }
}
