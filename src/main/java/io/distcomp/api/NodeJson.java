package io.distcomp.api;

import io.distcomp.task.MachineUse;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Resources;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        .put("mem_tasks_gb", tasks(node.use()))
        .put("cpus_used", busy(node.use()))
        .put("trouble", node.trouble())
        .put("notice", node.notice())
        .put("tags", new JsonArray(List.copyOf(node.info().tags())));
  }

  private static @Nullable BigDecimal tasks(MachineUse use) {
    return use.taskBytes() == null ? null : new Resources(use.taskBytes(), 0).gb();
  }

  private static @Nullable BigDecimal busy(MachineUse use) {
    return use.milliCpus() == null ? null : new Resources(0, use.milliCpus()).cpus();
  }

  static JsonArray list(List<NodeStatus> nodes) {
    JsonArray rows = new JsonArray();
    nodes.forEach(node -> rows.add(of(node)));
    return rows;
  }
}
