package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Reads all tasks of a job that are in one state, page by page. Used by {@link Manager}. */
final class TaskScan {

  private static final int PAGE = 1000;

  private final NodeClient node;

  TaskScan(NodeClient node) {
    this.node = node;
  }

  /** In the order of their submission; nothing is kept. */
  void each(JobId job, String state, Consumer<JsonObject> task) {
    read(() -> new Query().with("job", job).with("state", state), task);
  }

  /** What runs on a node, of whatever job. */
  void runningOn(String nodeName, Consumer<JsonObject> task) {
    read(() -> new Query().with("node", nodeName).with("state", "in_progress"), task);
  }

  private void read(java.util.function.Supplier<Query> filter, Consumer<JsonObject> task) {
    String cursor = null;
    do {
      Query query = filter.get().with("limit", PAGE).with("cursor", cursor);
      JsonObject page = node.get(query.of("/tasks"));
      Json.objects(page, "tasks").forEach(task);
      cursor = page.getString("next_cursor");
    } while (cursor != null);
  }
}
