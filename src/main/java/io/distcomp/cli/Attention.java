package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What needs a person, in plain words, the worst first. Pure; the page has the same rules. */
final class Attention {

  private static final int MOST_JOBS = 3;
  private static final Duration STANDSTILL = Duration.ofSeconds(15);

  private Attention() {}

  static List<String> of(LiveQueue queue, Instant now) {
    List<String> words = new ArrayList<>();
    String redis = Json.text(queue.status(), "redis", "ok");
    if (!redis.equals("ok")) {
      words.add("Redis: " + redis + "; nothing new is started, running tasks go on");
    }
    nobody(queue, words);
    if (queue.standstill(now).compareTo(STANDSTILL) >= 0) {
      words.add(
          tasks(queue.counts().todo(), "is queued", "are queued")
              + " and none runs; they may ask for more than any node has");
    }
    queue.nodesIn("lost").forEach(node -> words.add(lost(node, now)));
    failures(queue, words);
    queue
        .nodesIn("draining")
        .forEach(node -> words.add(Json.text(node, "name", "") + " is draining"));
    return words.stream().map(Escape::line).toList();
  }

  private static void nobody(LiveQueue queue, List<String> words) {
    TaskCounts counts = queue.counts();
    if (counts.open() > 0 && queue.nodesIn("live").isEmpty()) {
      words.add(tasks(counts.open(), "is open", "are open") + " and no node takes work");
    }
  }

  private static String lost(JsonObject node, Instant now) {
    Instant seen = Json.instant(node, "seen_at");
    String since = seen == null ? "" : " for " + Wording.duration(Duration.between(seen, now));
    return Json.text(node, "name", "")
        + " gave no sign"
        + since
        + "; its tasks go back to the queue by themselves";
  }

  private static void failures(LiveQueue queue, List<String> words) {
    List<JobStatus> failed =
        queue.jobs().stream().filter(job -> job.counts().failed() > 0).toList();
    failed.stream().limit(MOST_JOBS).map(Attention::failure).forEach(words::add);
    if (failed.size() > MOST_JOBS) {
      words.add(Wording.count(failed.size() - MOST_JOBS, "more job") + " with failed tasks");
    }
  }

  private static String failure(JobStatus job) {
    return Wording.count(job.counts().failed(), "task")
        + " of job "
        + job.id()
        + " ("
        + job.name()
        + ") failed for good: distcomp tasks "
        + job.id()
        + " --state failed";
  }

  private static String tasks(long count, String one, String many) {
    return Wording.count(count, "task") + " " + (count == 1 ? one : many);
  }
}
