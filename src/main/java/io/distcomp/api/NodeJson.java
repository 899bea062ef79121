package io.distcomp.api;

import io.distcomp.task.NodeStatus;
import io.distcomp.task.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Nodes as JSON: the form of HTTP and SSE alike, and what hooks get. Pure. */
public final class NodeJson {
  private NodeJson() {}

  public static JsonObject of(NodeStatus node) {
    return new JsonObject()
        .put("name", node.info().name())
        .put("host", node.info().host())
        .put("state", node.state().word())
        .put("incarnation", node.info().incarnation().value())
        .put("started_at", Times.text(node.startedAt()))
        .put("seen_at", Times.text(node.seenAt()))
        .put("slots", node.info().slots())
        .put("running", node.running())
        .put("cpus", node.info().capacity().cpus())
        .put("mem_gb", node.info().capacity().gb())
        .put("mem_free_gb", new Resources(Math.max(0, node.memoryFreeBytes()), 0).gb())
        .put("mem_reserved_gb", node.reserved().gb())
        .put("cpus_reserved", node.reserved().cpus())
        .put("trouble", node.trouble())
        .put("notice", node.notice())
        .put("tags", new JsonArray(List.copyOf(node.info().tags())));
  }

  static JsonArray list(List<NodeStatus> nodes) {
    JsonArray rows = new JsonArray();
    nodes.forEach(node -> rows.add(of(node)));
    return rows;
  }
}
