package io.distcomp.api;

import io.distcomp.queue.JobControl;
import io.distcomp.queue.JobControl.RuleChange;
import io.distcomp.queue.JobControl.Setting;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The calls that change when the tasks of a job start. Used by the web verticle's start. */
record JobChanges(Operations operations, ManyOperations many) {

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.patch("/jobs/:id", this::change),
        Endpoint.post("/jobs/:id/pause", call -> pause(call.jobId())),
        Endpoint.post("/jobs/:id/resume", call -> resume(call.jobId())));
  }

  private Future<JsonObject> pause(JobId job) {
    return operations.control(job, JobControl::pause);
  }

  private Future<JsonObject> resume(JobId job) {
    return operations.control(job, JobControl::resume);
  }

  /** The job afterwards. The contract has seen to it that the values can be used. */
  private Future<JsonObject> change(Call call) {
    RuleChange rules =
        new RuleChange(setting(call.body(), "limit"), setting(call.body(), "max_fails"));
    Integer priority = call.body().getInteger("priority");
    Future<Void> moved =
        priority == null ? Future.succeededFuture() : many.reprioritise(call.jobId(), priority);
    return moved.compose(
        v -> operations.control(call.jobId(), (queue, job) -> queue.change(job, rules)));
  }

  private static Setting setting(JsonObject body, String field) {
    return body.containsKey(field) ? Setting.to(body.getInteger(field)) : Setting.LEFT;
  }
}
