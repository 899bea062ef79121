package io.distcomp.api;

import io.distcomp.queue.Insight.Bin;
import io.distcomp.queue.Insight.ClassNeed;
import io.distcomp.queue.Insight.Explanation;
import io.distcomp.queue.Insight.FailureGroup;
import io.distcomp.queue.Insight.Failures;
import io.distcomp.queue.Insight.Fit;
import io.distcomp.queue.Insight.History;
import io.distcomp.queue.Insight.Point;
import io.distcomp.queue.Insight.Row;
import io.distcomp.queue.Insight.Scale;
import io.distcomp.queue.Insight.Shape;
import io.distcomp.queue.Insight.Timeline;
import io.distcomp.task.JobId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Answers of {@link InsightRoutes} as JSON. Pure; one of them is also what hooks get. */
public final class InsightJson {
  private InsightJson() {}

  static JsonObject explanation(Explanation why) {
    return new JsonObject()
        .put("id", why.id().toString())
        .put("state", why.state().word())
        .put("summary", why.summary())
        .put("nodes", list(why.nodes(), InsightJson::fit));
  }

  private static JsonObject fit(Fit fit) {
    return new JsonObject()
        .put("name", fit.node())
        .put("fits", fit.fits())
        .put("reason", fit.reason());
  }

  static JsonObject failures(Failures failures) {
    return new JsonObject()
        .put("groups", list(failures.groups(), InsightJson::group))
        .put("exact", failures.exact());
  }

  private static JsonObject group(FailureGroup group) {
    return new JsonObject()
        .put("key", group.key())
        .put("message", group.message())
        .put("count", group.count())
        .put("exit_code", group.exitCode())
        .put("signal", group.signal())
        .put("outcome", group.outcome().word())
        .put("nodes", new JsonArray(List.copyOf(group.nodes())))
        .put("jobs", list(group.jobs(), JobId::value))
        .put("example", group.example().toString());
  }

  static JsonObject history(History history) {
    return new JsonObject()
        .put("range", history.range().word())
        .put("step_s", history.range().step().toSeconds())
        .put("points", list(history.points(), InsightJson::point));
  }

  private static JsonObject point(Point point) {
    return new JsonObject()
        .put("at", Times.text(point.at()))
        .put("finished", point.finished())
        .put("failed", point.failed())
        .put("todo", point.todo())
        .put("in_progress", point.inProgress());
  }

  static JsonObject timeline(Timeline timeline) {
    return new JsonObject()
        .put("from", Times.text(timeline.from()))
        .put("to", Times.text(timeline.to()))
        .put("bin_s", timeline.range().step().toSeconds())
        .put("nodes", list(timeline.rows(), InsightJson::row));
  }

  private static JsonObject row(Row row) {
    return new JsonObject().put("name", row.node()).put("bins", list(row.bins(), InsightJson::bin));
  }

  private static JsonObject bin(Bin bin) {
    return new JsonObject()
        .put("finished", bin.finished())
        .put("failed", bin.failed())
        .put("busy", Math.round(bin.busy() * 1000) / 1000.0);
  }

  public static JsonObject scale(Scale scale) {
    return new JsonObject()
        .put("within_s", scale.within().toSeconds())
        .put("task_s", Times.seconds(scale.task()))
        .put("classes", list(scale.classes(), InsightJson::need))
        .put("exact", scale.exact());
  }

  private static JsonObject need(ClassNeed need) {
    return new JsonObject()
        .put("mem_gb", need.needs().gb())
        .put("cpus", need.needs().cpus())
        .put("tags", new JsonArray(List.copyOf(need.tags())))
        .put("todo", need.todo())
        .put("wanted_slots", need.wanted())
        .put("shape", shape(need.shape()))
        .put("nodes", need.nodes());
  }

  private static JsonObject shape(Shape shape) {
    return new JsonObject()
        .put("mem_gb", shape.capacity().gb())
        .put("cpus", shape.capacity().cpus())
        .put("slots", shape.slots())
        .put("side_by_side", shape.sideBySide())
        .put("live", shape.live());
  }

  private static <T> JsonArray list(Collection<T> values, Function<T, Object> json) {
    JsonArray rows = new JsonArray();
    values.forEach(value -> rows.add(json.apply(value)));
    return rows;
  }
}
