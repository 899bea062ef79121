package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code top} knows of the queue. Pure state; used by one thread. */
final class LiveQueue {

  private static final int MOST_JOBS = 500;
  private static final Pace NO_PACE = new Pace();

  private JsonObject status = new JsonObject();
  private final Map<JobId, JobStatus> jobs = new HashMap<>();
  private final Map<JobId, Pace> paces = new HashMap<>();
  private final TreeMap<String, JsonObject> nodes = new TreeMap<>();
  private List<String> attention = List.of();

  /** A snapshot: all that there is. */
  void replace(JsonObject snapshot, Instant now) {
    jobs.clear();
    nodes.clear();
    update(snapshot, now);
    paces.keySet().retainAll(jobs.keySet());
  }

  /** A delta: what it does not name is as it was. */
  void update(JsonObject delta, Instant now) {
    List<JobStatus> changed = Json.objects(delta, "jobs").stream().map(Json::job).toList();
    changed.forEach(job -> jobs.put(job.id(), job));
    changed.forEach(job -> pace(job).add(now, job.counts().settled()));
    Json.objects(delta, "nodes").forEach(node -> nodes.put(Json.text(node, "name", ""), node));
    if (delta.containsKey("status")) {
      status = Json.object(delta, "status");
    }
    if (delta.containsKey("attention")) {
      attention =
          Json.objects(delta, "attention").stream()
              .map(item -> Escape.line(Json.text(item, "text", "")))
              .toList();
    }
    forgetOldJobs();
  }

  /** Jobs that do not change are still: their pace falls. */
  void tick(Instant now) {
    jobs.values().stream()
        .filter(job -> job.counts().open() > 0)
        .forEach(job -> pace(job).add(now, job.counts().settled()));
  }

  /** The same, left alone by what comes later. */
  LiveQueue copy() {
    LiveQueue copy = new LiveQueue();
    copy.status = status;
    copy.jobs.putAll(jobs);
    copy.nodes.putAll(nodes);
    paces.forEach((job, pace) -> copy.paces.put(job, pace.copy()));
    copy.attention = attention;
    return copy;
  }

  JsonObject status() {
    return status;
  }

  TaskCounts counts() {
    return Json.counts(Json.object(status, "counts"));
  }

  /** Those with something to do first, in both parts the newest first. */
  List<JobStatus> jobs() {
    return jobs.values().stream()
        .sorted(
            Comparator.comparing((JobStatus job) -> JobWatch.isFinal(job))
                .thenComparing(job -> -job.id().value()))
        .toList();
  }

  Pace paceOf(JobStatus job) {
    return paces.getOrDefault(job.id(), NO_PACE);
  }

  /** By name. */
  List<JsonObject> nodes() {
    return List.copyOf(nodes.values());
  }

  /** What needs a person, as the node says it, the worst first. */
  List<String> attention() {
    return attention;
  }

  private Pace pace(JobStatus job) {
    return paces.computeIfAbsent(job.id(), id -> new Pace());
  }

  private void forgetOldJobs() {
    List<JobStatus> sorted = jobs.size() > MOST_JOBS ? jobs() : List.of();
    sorted.stream().skip(MOST_JOBS).forEach(job -> jobs.remove(job.id()));
    sorted.stream().skip(MOST_JOBS).forEach(job -> paces.remove(job.id()));
  }
}
