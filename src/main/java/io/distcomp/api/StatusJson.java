package io.distcomp.api;

import io.distcomp.queue.QueueStatus;
import io.distcomp.task.NodeStatus;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queue as a whole as JSON: the form of HTTP, SSE and the bus alike. Pure. */
final class StatusJson {
  private StatusJson() {}

  static final String REDIS_OK = "ok";
  static final String REDIS_AWAY = "away";

  /** Nodes and slots are those that work now: live and draining ones. */
  static JsonObject of(QueueStatus queue, List<NodeStatus> nodes, String redis, String cluster) {
    List<NodeStatus> working = nodes.stream().filter(NodeStatus::works).toList();
    return new JsonObject()
        .put("nodes", working.size())
        .put("slots", working.stream().mapToLong(node -> node.info().slots()).sum())
        .put("counts", JobJson.counts(queue.counts()))
        .put(
            "rates",
            new JsonObject()
                .put("finished_s", rounded(queue.finishedPerSecond()))
                .put("failed_s", rounded(queue.failedPerSecond())))
        .put("eta_s", eta(queue))
        .put("redis", redis)
        .put("cluster", cluster);
  }

  /**
   * The same, when Redis has stopped answering.
   *
   * @param redis what the node says of it; it may not have noticed yet
   */
  static JsonObject away(JsonObject last, String redis) {
    return last.copy().put("redis", redis.equals(REDIS_OK) ? REDIS_AWAY : redis);
  }

  private static double rounded(double rate) {
    return Math.round(rate * 1000) / 1000.0;
  }

  private static @Nullable Long eta(QueueStatus queue) {
    long open = queue.counts().open();
    if (open == 0) {
      return 0L;
    }
    return queue.finishedPerSecond() <= 0
        ? null
        : Long.valueOf((long) Math.ceil(open / queue.finishedPerSecond()));
  }
}
