package io.distcomp.bus;

import io.distcomp.task.JobId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Collectors;

/** Cluster events as JSON. */
final class EventJson {
  private EventJson() {}

  static JsonObject encode(ClusterEvent event) {
    if (event instanceof ClusterEvent.TasksSettled settled) {
      JsonArray jobs = new JsonArray();
      settled.jobs().forEach(job -> jobs.add(job.value()));
      return new JsonObject().put("type", "settled").put("node", settled.node()).put("jobs", jobs);
    }
    if (event instanceof ClusterEvent.JobChanged changed) {
      return new JsonObject().put("type", "job").put("job", changed.job().value());
    }
    ClusterEvent.NodeChanged changed = (ClusterEvent.NodeChanged) event;
    return new JsonObject().put("type", "node").put("node", changed.node());
  }

  static ClusterEvent decode(JsonObject json) {
    String type = json.getString("type", "");
    return switch (type) {
      case "settled" ->
          new ClusterEvent.TasksSettled(
              json.getString("node", ""),
              json.getJsonArray("jobs", new JsonArray()).stream()
                  .map(id -> new JobId(((Number) id).longValue()))
                  .collect(Collectors.toSet()));
      case "job" -> new ClusterEvent.JobChanged(new JobId(json.getLong("job", 0L)));
      case "node" -> new ClusterEvent.NodeChanged(json.getString("node", ""));
      default -> throw new IllegalArgumentException("unknown event type '" + type + "'");
    };
  }
}
