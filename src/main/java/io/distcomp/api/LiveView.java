package io.distcomp.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What watchers were told last, and what is new since. Pure; for the loop of its {@link
 * EventStream}.
 */
final class LiveView {

  /** The most jobs of a snapshot. */
  static final int SNAPSHOT_JOBS = 50;

  private static final int MOST_JOBS = 500;

  private JsonObject status = new JsonObject();
  private final Map<Long, JsonObject> jobs = new LinkedHashMap<>();
  private final Map<String, JsonObject> nodes = new LinkedHashMap<>();

  /** What a reading found. Jobs may be only some; nodes are all. */
  record Reading(JsonObject status, List<JsonObject> jobs, List<JsonObject> nodes) {}

  /** What changed, with absolute values; empty when nothing did. */
  Optional<JsonObject> update(Reading reading) {
    JsonObject delta = new JsonObject();
    if (!status.equals(reading.status())) {
      status = reading.status();
      delta.put("status", status);
    }
    putChanged(delta, "jobs", changed(jobs, reading.jobs(), LiveView::idOf));
    putChanged(delta, "nodes", changed(nodes, reading.nodes(), node -> node.getString("name")));
    forgetOldJobs();
    return delta.isEmpty() ? Optional.empty() : Optional.of(delta);
  }

  /** Redis has stopped answering: all the rest stays as it was. */
  Optional<JsonObject> away(String redis) {
    JsonObject away = StatusJson.away(status, redis);
    if (away.equals(status)) {
      return Optional.empty();
    }
    status = away;
    return Optional.of(new JsonObject().put("status", status));
  }

  /** True when a node that was told of is in none of these any more. */
  boolean dropGone(List<JsonObject> present) {
    Set<String> names =
        present.stream().map(node -> node.getString("name")).collect(Collectors.toSet());
    return nodes.keySet().retainAll(names);
  }

  /** All there is to see at first: status, the newest jobs, all nodes. */
  JsonObject snapshot() {
    JsonArray newest = new JsonArray();
    jobs.entrySet().stream()
        .sorted(Map.Entry.<Long, JsonObject>comparingByKey().reversed())
        .limit(SNAPSHOT_JOBS)
        .forEach(entry -> newest.add(entry.getValue()));
    return new JsonObject()
        .put("status", status)
        .put("jobs", newest)
        .put("nodes", new JsonArray(List.copyOf(nodes.values())));
  }

  JsonObject status() {
    return status;
  }

  Collection<JsonObject> jobs() {
    return jobs.values();
  }

  Collection<JsonObject> nodes() {
    return nodes.values();
  }

  void dropJob(long id) {
    jobs.remove(id);
  }

  boolean knowsJob(long id) {
    return jobs.containsKey(id);
  }

  private static <K> JsonArray changed(
      Map<K, JsonObject> known,
      List<JsonObject> rows,
      java.util.function.Function<JsonObject, K> key) {
    JsonArray changed = new JsonArray();
    for (JsonObject row : rows) {
      if (!row.equals(known.put(key.apply(row), row))) {
        changed.add(row);
      }
    }
    return changed;
  }

  private static void putChanged(JsonObject delta, String name, JsonArray rows) {
    if (!rows.isEmpty()) {
      delta.put(name, rows);
    }
  }

  private static Long idOf(JsonObject job) {
    return job.getLong("id");
  }

  /** The oldest go first: they are the least likely to change. */
  private void forgetOldJobs() {
    if (jobs.size() > MOST_JOBS) {
      List<Long> oldest = jobs.keySet().stream().sorted().limit(jobs.size() - MOST_JOBS).toList();
      oldest.forEach(jobs::remove);
    }
  }
}
