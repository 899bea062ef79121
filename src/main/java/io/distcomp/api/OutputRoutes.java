package io.distcomp.api;

import io.distcomp.bus.OutputMessages.Stream;
import java.util.List;
import java.util.Set;

/** The calls that send what a task wrote. Used by the web verticle's start. */
record OutputRoutes(OutputSource source) {

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.stream("/tasks/:id/stdout", Set.of("follow"), call -> send(call, Stream.STDOUT)),
        Endpoint.stream("/tasks/:id/stderr", Set.of("follow"), call -> send(call, Stream.STDERR)));
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
