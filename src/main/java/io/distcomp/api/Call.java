package io.distcomp.api;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * One request that passed all checks, as its handler sees it. For the web verticle's loop only.
 *
 * @param body of a POST or PATCH that takes JSON; else empty
 */
record Call(RoutingContext context, Query query, JsonObject body) {

  HttpServerRequest request() {
    return context.request();
  }

  /** The answer, when the audit log has it; a call that only reads is not in there. */
  Future<JsonObject> audited(int status, Future<JsonObject> answer) {
    AuditEntry entry = AuditEntry.of(context);
    return entry == null ? answer : entry.end(status, answer);
  }

  /** What the audit log says of a submission: its SHA-256 in hex. */
  void submission(String sha256) {
    AuditEntry entry = AuditEntry.of(context);
    if (entry != null) {
      entry.submission(sha256);
    }
  }

  /** Who this caller is from now on. */
  void isBy(String name) {
    AuditEntry entry = AuditEntry.of(context);
    if (entry != null) {
      entry.who(name);
    }
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
