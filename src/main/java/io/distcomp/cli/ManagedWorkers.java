package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code checkWorker} of the Python tool, with its columns. Used by {@link Manager}. */
final class ManagedWorkers {

  private static final String GREEN = "\u001b[92m";
  private static final String PLAIN = "\u001b[0m";

  private final Session session;
  private final NodeClient node;
  private final TaskScan scan;
  private final Removals removals;

  ManagedWorkers(Session session, NodeClient node, Removals removals) {
    this.session = session;
    this.node = node;
    this.scan = new TaskScan(node);
    this.removals = removals;
  }

  static List<JsonObject> all(NodeClient node) {
    return Json.objects(node.get("/nodes"), "nodes").stream()
        .sorted(Comparator.comparing(each -> Json.text(each, "name", "")))
        .toList();
  }

  static boolean isDead(JsonObject worker) {
    return List.of("lost", "stopped").contains(Json.text(worker, "state", ""));
  }

  /** Prints all that {@code cleanup} did not remove. */
  void print(Optional<JobStatus> job, LineFilter filter) {
    Map<String, Integer> finished = new HashMap<>();
    job.ifPresent(each -> countFinished(each, finished));
    session.console().out().println(header());
    all(node).stream()
        .filter(each -> !removals.hidesWorker(each))
        .filter(each -> filter.passes(Json.text(each, "name", "")))
        .forEach(each -> print(each, finished.getOrDefault(Json.text(each, "name", ""), 0)));
  }

  private void countFinished(JobStatus job, Map<String, Integer> finished) {
    scan.each(
        job.id(),
        "finished",
        task -> {
          if (!removals.hides(job, task)) {
            finished.merge(AttemptText.lastNode(task), 1, Integer::sum);
          }
        });
  }

  private String header() {
    Console console = session.console();
    boolean colour = console.outIsTerminal() && console.colour();
    return String.format(
        Locale.ROOT,
        "%s  %s  %-12s %12s %12s %12s %12s %12s %12s %s",
        colour ? GREEN : "",
        "worker",
        "last_update_from_now",
        "cores_used",
        "cores_total",
        "mem_used (GB)",
        "mem_total (GB)",
        "n_current_task",
        "n_finished_tasks",
        colour ? PLAIN : "");
  }

  private void print(JsonObject worker, int finished) {
    double total = Json.decimal(worker, "mem_gb");
    double free = worker.getValue("mem_free_gb") == null ? total : freeOf(worker);
    String line =
        String.format(
            Locale.ROOT,
            "%-12s %12d %12s %12s %12s %12s %12d %12d",
            Escape.line(Json.text(worker, "name", "")),
            secondsSince(Json.instant(worker, "seen_at")),
            PythonText.amount(coresOfTasks(worker)),
            PythonText.amount(Json.decimal(worker, "cpus")),
            PythonText.amount(Math.max(0, total - free)),
            PythonText.amount(total),
            Json.number(worker, "running"),
            finished);
    session.console().out().println(line);
  }

  private static double freeOf(JsonObject worker) {
    return Json.decimal(worker, "mem_free_gb");
  }

  /** What its running tasks have asked for; nodes do not report the use that the machine sees. */
  private double coresOfTasks(JsonObject worker) {
    double[] cores = {0};
    if (Json.number(worker, "running") > 0) {
      scan.runningOn(Json.text(worker, "name", ""), task -> cores[0] += Json.decimal(task, "cpus"));
    }
    return cores[0];
  }

  private long secondsSince(@org.jspecify.annotations.Nullable Instant seen) {
    return seen == null
        ? 0
        : Math.max(0, Duration.between(seen, session.clock().instant()).toSeconds());
  }
}
