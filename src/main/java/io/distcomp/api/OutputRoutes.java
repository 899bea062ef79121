package io.distcomp.api;

import io.distcomp.bus.OutputMessages.Stream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The calls that send what a task wrote. Used by the web verticle's start. */
record OutputRoutes(OutputSource source) {

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/tasks/:id/usage", Set.of(), this::usage),
        Endpoint.stream("/tasks/:id/stdout", Set.of("follow"), call -> send(call, Stream.STDOUT)),
        Endpoint.stream("/tasks/:id/stderr", Set.of("follow"), call -> send(call, Stream.STDERR)));
  }

  private Future<JsonObject> usage(Call call) {
    return source.use(call.taskId()).map(use -> TaskJson.of(use.orElse(null)));
  }

  private void send(Call call, Stream stream) {
    OutputSender sender =
        new OutputSender(
            source,
            new PacedResponse(source.vertx(), call.request()),
            call.taskId(),
            stream,
            call.query().flag("follow"));
    sender.send().onFailure(e -> Answers.failure(call.request(), e));
  }
}
