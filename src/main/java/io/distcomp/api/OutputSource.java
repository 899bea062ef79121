package io.distcomp.api;

import io.distcomp.bus.Bus;
import io.distcomp.bus.Channels;
import io.distcomp.bus.OutputMessages;
import io.distcomp.bus.OutputMessages.OutputChunk;
import io.distcomp.bus.OutputMessages.OutputRequest;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.StoredOutput;
import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.ProcessUse;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where output comes from: the queue has heads and tails, nodes have the rest. For the web
 * verticle's loop only.
 */
record OutputSource(Vertx vertx, TaskQueue queue, Bus bus, Supplier<NodeInfo> self) {

  private static final Duration ANSWER_TIME = Duration.ofSeconds(5);

  Future<TaskStatus> task(TaskId id) {
    return ApiException.orAway(queue.task(id))
        .map(found -> found.orElseThrow(() -> ApiException.notFound("task " + id)));
  }

  Future<Optional<StoredOutput>> stored(TaskId id) {
    return ApiException.orAway(queue.output(id));
  }

  /**
   * The node's present start, when it is alive; it has the files of its earlier ones. This node is,
   * whatever others think of its lease.
   */
  Future<Optional<Incarnation>> alive(String node) {
    if (node.equals(self.get().name())) {
      return Future.succeededFuture(Optional.of(self.get().incarnation()));
    }
    return ApiException.orAway(queue.nodes()).map(nodes -> alive(nodes, node));
  }

  private static Optional<Incarnation> alive(List<NodeStatus> nodes, String name) {
    return nodes.stream()
        .filter(node -> node.info().name().equals(name))
        .filter(
            node ->
                node.state() == NodeStatus.State.LIVE || node.state() == NodeStatus.State.DRAINING)
        .map(node -> node.info().incarnation())
        .findFirst();
  }

  /** What a task uses now; empty when it does not run, or its node does not answer. */
  Future<Optional<ProcessUse>> use(TaskId id) {
    return task(id)
        .compose(
            task ->
                task.state() == TaskState.IN_PROGRESS && !task.attempts().isEmpty()
                    ? alive(task.attempts().get(task.attempts().size() - 1).node())
                    : Future.succeededFuture(Optional.<Incarnation>empty()))
        .compose(
            node ->
                node.isEmpty()
                    ? Future.succeededFuture(OutputChunk.NOT_FOUND)
                    : ask(node.get(), id, OutputMessages.Stream.STDOUT, null, Long.MAX_VALUE))
        .map(chunk -> Optional.ofNullable(chunk.use()));
  }

  /** A piece; one that was not found when the node does not answer. */
  Future<OutputChunk> ask(
      Incarnation node,
      TaskId task,
      OutputMessages.Stream stream,
      @Nullable String file,
      long offset) {
    return bus.request(
            Channels.OUTPUT,
            node,
            new OutputRequest(task, stream, file, offset, OutputMessages.MAX_CHUNK),
            ANSWER_TIME)
        .otherwise(OutputChunk.NOT_FOUND);
  }
}
