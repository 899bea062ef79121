package io.distcomp.api;

import io.distcomp.queue.Insight;
import io.distcomp.queue.Insight.Range;
import io.distcomp.queue.TaskQueue;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls for the dashboard and for autoscaling. Used by the web verticle's start. */
record InsightRoutes(TaskQueue queue) {

  private static final int DEFAULT_WITHIN_S = 3600;
  private static final int LONGEST_WITHIN_S = 604_800;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/tasks/:id/explain", Set.of(), this::explain),
        Endpoint.get("/failures", Set.of("job", "limit"), this::failures),
        Endpoint.get("/history", Set.of("range"), this::history),
        Endpoint.get("/timeline", Set.of("range", "job"), this::timeline),
        Endpoint.get("/scale", Set.of("within_s"), this::scale));
  }

  private Insight insight() {
    return queue.insight();
  }

  private Future<JsonObject> explain(Call call) {
    return ApiException.orAway(insight().explain(call.taskId()))
        .map(
            found ->
                InsightJson.explanation(
                    found.orElseThrow(() -> ApiException.notFound("task " + call.taskId()))));
  }

  private Future<JsonObject> failures(Call call) {
    return ApiException.orAway(insight().failures(job(call), call.query().limit()))
        .map(InsightJson::failures);
  }

  private Future<JsonObject> history(Call call) {
    return ApiException.orAway(insight().history(range(call))).map(InsightJson::history);
  }

  private Future<JsonObject> timeline(Call call) {
    return ApiException.orAway(insight().timeline(range(call), job(call)))
        .map(InsightJson::timeline);
  }

  private Future<JsonObject> scale(Call call) {
    Integer within = call.query().number("within_s", 1, LONGEST_WITHIN_S);
    Duration time = Duration.ofSeconds(within == null ? DEFAULT_WITHIN_S : within);
    return ApiException.orAway(insight().scale(time)).map(InsightJson::scale);
  }

  private static @Nullable JobId job(Call call) {
    return call.query().word("job", "a job id", text -> Optional.of(JobId.parse(text)));
  }

  private static Range range(Call call) {
    Range range = call.query().word("range", "one of 5m, 1h, 24h", Range::ofWord);
    return range == null ? Range.HOUR : range;
  }
}
