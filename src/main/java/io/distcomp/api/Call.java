package io.distcomp.api;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * One request that passed all checks, as its handler sees it. For the web verticle's loop only.
 *
 * @param body of a POST that takes JSON; else empty
 */
record Call(RoutingContext context, Query query, JsonObject body) {

  HttpServerRequest request() {
    return context.request();
  }

  JobId jobId() {
    return Ids.job(context.pathParam("id"));
  }

  TaskId taskId() {
    return Ids.task(context.pathParam("id"));
  }

  String name() {
    return context.pathParam("name");
  }
}
