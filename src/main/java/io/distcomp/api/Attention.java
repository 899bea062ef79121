package io.distcomp.api;

import io.distcomp.task.Counted;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What needs a person, in plain words, the worst first: the {@code attention} event. Made from what
 * watchers were told. For the loop of its {@link EventStream}; it remembers since when nothing
 * moves.
 */
final class Attention {

  /** So often it may change at most: counts of failures grow with each task. */
  static final Duration BETWEEN = Duration.ofSeconds(1);

  private static final Duration STANDSTILL = Duration.ofSeconds(15);
  private static final int MOST_JOBS = 3;

  private JsonArray told = new JsonArray();
  private long toldAt = System.nanoTime() - BETWEEN.toNanos();
  private @Nullable Long standsSince;

  /** The form of the event with what was said last. */
  JsonObject told() {
    return new JsonObject().put("attention", told);
  }

  /** True when there is something new to tell now; {@link #told} has it from then on. */
  boolean hasNews(LiveView view) {
    long now = System.nanoTime();
    boolean stands = stands(view);
    standsSince = stands ? (standsSince == null ? Long.valueOf(now) : standsSince) : null;
    if (now - toldAt < BETWEEN.toNanos()) {
      return false;
    }
    boolean stuck = standsSince != null && now - standsSince >= STANDSTILL.toNanos();
    JsonArray words = new JsonArray(of(view, stuck));
    boolean isNew = !words.equals(told);
    if (isNew) {
      told = words;
      toldAt = now;
    }
    return isNew;
  }

  private static boolean stands(LiveView view) {
    return count(view, "todo") > 0
        && count(view, "in_progress") == 0
        && !in(view.nodes(), "live").isEmpty();
  }

  private static List<JsonObject> of(LiveView view, boolean stuck) {
    List<JsonObject> all = new ArrayList<>();
    String redis = view.status().getString("redis", StatusJson.REDIS_OK);
    if (!redis.equals(StatusJson.REDIS_OK)) {
      all.add(said("redis", "Redis: " + redis + "; nothing new is started, running tasks go on"));
    }
    long open = count(view, "todo") + count(view, "waiting") + count(view, "in_progress");
    if (open > 0 && in(view.nodes(), "live").isEmpty()) {
      all.add(
          said("no_node", Counted.of(open, "task", "is", "are") + " open and no node takes work"));
    }
    if (stuck) {
      all.add(
          said(
              "standstill",
              Counted.of(count(view, "todo"), "task", "is", "are")
                  + " queued and none runs; they may ask for more than any node has"));
    }
    nodes(view, all);
    jobs(view.jobs(), all);
    in(view.nodes(), "draining").forEach(node -> all.add(of("draining", node, " is draining")));
    return all;
  }

  private static void nodes(LiveView view, List<JsonObject> all) {
    in(view.nodes(), "lost")
        .forEach(
            node ->
                all.add(
                    of(
                        "lost",
                        node,
                        " gives no sign; its tasks go back to the queue by themselves")));
    for (JsonObject node : in(view.nodes(), "live")) {
      if (node.getString("trouble") != null) {
        all.add(of("trouble", node, " takes no tasks: " + node.getString("trouble")));
      }
      if (node.getString("notice") != null) {
        all.add(of("notice", node, ": " + node.getString("notice")));
      }
    }
  }

  private static void jobs(Collection<JsonObject> jobs, List<JsonObject> all) {
    List<JsonObject> failed =
        jobs.stream()
            .filter(job -> failures(job) > 0)
            .sorted(Comparator.comparing((JsonObject job) -> job.getLong("id")).reversed())
            .toList();
    failed.stream().limit(MOST_JOBS).map(Attention::failure).forEach(all::add);
    int more = failed.size() - MOST_JOBS;
    if (more > 0) {
      all.add(said("failed", Counted.of(more, "more job", "has", "have") + " failed tasks"));
    }
  }

  private static JsonObject failure(JsonObject job) {
    String id = String.valueOf(job.getLong("id"));
    return said(
            "failed",
            Counted.of(failures(job), "task")
                + " of job "
                + id
                + " ("
                + job.getString("name")
                + ") failed for good: distcomp tasks "
                + id
                + " --state failed")
        .put("job", job.getLong("id"));
  }

  private static JsonObject of(String kind, JsonObject node, String words) {
    return said(kind, node.getString("name") + words).put("node", node.getString("name"));
  }

  private static JsonObject said(String kind, String text) {
    return new JsonObject().put("kind", kind).put("text", text);
  }

  private static List<JsonObject> in(Collection<JsonObject> nodes, String state) {
    return nodes.stream()
        .filter(node -> state.equals(node.getString("state")))
        .sorted(Comparator.comparing(node -> node.getString("name")))
        .toList();
  }

  private static long failures(JsonObject job) {
    return job.getJsonObject("counts").getLong("failed");
  }

  private static long count(LiveView view, String state) {
    JsonObject counts = view.status().getJsonObject("counts");
    return counts == null ? 0 : counts.getLong(state, 0L);
  }
}
