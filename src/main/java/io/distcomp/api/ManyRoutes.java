package io.distcomp.api;

import io.distcomp.queue.TaskQueue.TaskFilter;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The calls about many tasks at once. Used by the web verticle's start. */
record ManyRoutes(ManyOperations operations) {

  private static final String EXPECT = "expect";

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/tasks/count", without(Set.of("limit")), this::count),
        Endpoint.post(
            "/tasks/cancel", call -> operations.cancel(filter(call.body()), expected(call))),
        Endpoint.post(
            "/tasks/retry", call -> operations.retry(filter(call.body()), expected(call))),
        new Endpoint(
            HttpMethod.DELETE,
            Endpoint.BASE + "/jobs/:id",
            Endpoint.Guard.TOKEN,
            Endpoint.Body.NONE,
            Set.of(),
            Endpoint.json(200, call -> operations.remove(call.jobId()))));
  }

  private Future<JsonObject> count(Call call) {
    return operations.count(TaskRoutes.filter(call.query()), call.query().text("cursor"));
  }

  private static Set<String> without(Set<String> words) {
    Set<String> known = new TreeSet<>(TaskRoutes.FILTER);
    known.removeAll(words);
    return known;
  }

  /** The same filter as in a query. Nothing is left out: what does not filter would change all. */
  private static TaskFilter filter(JsonObject body) {
    MultiMap values = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, Object> field : body) {
      if (!field.getKey().equals(EXPECT)) {
        values.add(field.getKey(), text(field));
      }
    }
    return TaskRoutes.filter(Query.checked(values, without(Set.of("limit", "cursor"))));
  }

  private static String text(Map.Entry<String, Object> field) {
    String text = field.getValue() == null ? "" : field.getValue().toString();
    if (text.isEmpty()) {
      throw ApiException.at(
          422, "E_FIELD", "an empty value filters nothing", "/" + field.getKey(), "leave it out");
    }
    return text;
  }

  private static long expected(Call call) {
    if (call.body().getValue(EXPECT) instanceof Number expected) {
      return expected.longValue();
    }
    throw ApiException.at(
        422,
        "E_FIELD",
        "how many tasks match has to be said",
        "/" + EXPECT,
        "ask GET /tasks/count with the same filter");
  }
}
