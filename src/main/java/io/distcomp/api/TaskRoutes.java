package io.distcomp.api;

import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.JobId;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The calls about tasks, but for their output. Used by the web verticle's start. */
record TaskRoutes(Operations operations) {

  static final Set<String> FILTER =
      Set.of("job", "state", "outcome", "exit_code", "node", "q", "failure", "limit", "cursor");
  private static final String STATES =
      Arrays.stream(TaskState.values()).map(TaskState::word).collect(Collectors.joining(", "));
  private static final String OUTCOMES =
      Arrays.stream(Outcome.Kind.values())
          .map(Outcome.Kind::word)
          .collect(Collectors.joining(", "));
  private static final int LOWEST_EXIT_CODE = -1;
  private static final int HIGHEST_EXIT_CODE = 255;

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/tasks", FILTER, this::tasks),
        Endpoint.get("/tasks/:id", Set.of(), call -> operations.task(call.taskId())),
        Endpoint.post("/tasks/:id/cancel", call -> operations.cancel(call.taskId())),
        Endpoint.post("/tasks/:id/retry", call -> operations.retry(call.taskId())));
  }

  private Future<JsonObject> tasks(Call call) {
    Query query = call.query();
    return operations.tasks(filter(query), query.limit(), query.text("cursor"));
  }

  static TaskFilter filter(Query query) {
    return new TaskFilter(
        query.word("job", "a job id", text -> Optional.of(JobId.parse(text))),
        query.word("state", "one of " + STATES, TaskState::ofWord),
        query.word("outcome", "one of " + OUTCOMES, TaskRoutes::outcome),
        query.number("exit_code", LOWEST_EXIT_CODE, HIGHEST_EXIT_CODE),
        query.text("node"),
        query.text("q"),
        query.word("failure", "a key of GET /failures", TaskRoutes::failure));
  }

  private static Optional<String> failure(String key) {
    return Optional.of(key).filter(text -> text.matches("[0-9a-f]{16}"));
  }

  private static Optional<String> outcome(String word) {
    return Optional.of(Outcome.Kind.ofWord(word).word()).filter(word::equals);
  }
}
