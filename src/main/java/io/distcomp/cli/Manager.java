package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobId;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tasks of the Python tool's manager, on the jobs named {@code manager}. One per call. */
final class Manager {

  static final String NAME = "manager";

  private final Session session;
  private final Console console;
  private final NodeClient node;
  private final TaskScan scan;
  private final Removals removals;

  Manager(Session session, NodeClient node) {
    this.session = session;
    this.console = session.console();
    this.node = node;
    this.scan = new TaskScan(node);
    this.removals = Removals.of(session.caller());
  }

  /** {@code initRedis}: removes the job. The Python tool emptied the whole Redis. */
  void empty(boolean mayKill) {
    List<JobStatus> all = new JobFinder(node).all(Manager::isOurs);
    long running = all.stream().mapToLong(job -> job.counts().inProgress()).sum();
    if (running > 0 && !mayKill) {
      throw CliException.usage(
          Counted.of(running, "task")
              + " of the job '"
              + NAME
              + "' would be killed; say --yes to do it, or wait for the end");
    }
    JobRemoval removal = new JobRemoval(node, session.signals());
    all.forEach(removal::remove);
    console.note("redis initialized: the job '" + NAME + "' is empty, others are as they were");
  }

  /** {@code loadTask}. */
  void load(String file) {
    new ManagedLoad(session, node, removals).load(file, newest());
  }

  /** {@code checkTask}. */
  void checkTasks(ManagedTasks.Shown shown, LineFilter filter) {
    new ManagedTasks(console, node, removals).print(newest(), shown, filter);
  }

  /** {@code checkWorker}. */
  void checkWorkers(LineFilter filter) {
    new ManagedWorkers(session, node, removals).print(newest(), filter);
  }

  /** {@code cleanup}: their tasks come back without it; dead workers are no longer shown. */
  void cleanUp() {
    List<JsonObject> dead =
        ManagedWorkers.all(node).stream()
            .filter(ManagedWorkers::isDead)
            .filter(each -> !removals.hidesWorker(each))
            .toList();
    dead.forEach(removals::hideWorker);
    removals.save();
    console.note(
        Counted.of(dead.size(), "dead worker")
            + " removed; tasks of dead workers go back to todo by themselves");
  }

  /** {@code removeFinishedTask}. */
  void removeFinished() {
    newest().ifPresentOrElse(this::removeFinished, () -> console.note("0 finished tasks removed"));
  }

  private void removeFinished(JobStatus job) {
    long[] removed = {0};
    scan.each(
        job.id(),
        "finished",
        task -> {
          removed[0] += removals.hides(job, task) ? 0 : 1;
          removals.hide(job, task);
        });
    TaskCounts counts = job.counts();
    if (counts.total() > 0 && counts.finished() == counts.total()) {
      new JobRemoval(node, session.signals()).remove(job);
    } else {
      removals.save();
    }
    console.note(Counted.of(removed[0], "finished task") + " removed");
  }

  /** {@code moveInProgressTaskToTodo}: kills them first, so that none runs twice at a time. */
  void requeueRunning() {
    List<TaskId> tasks = ids("in_progress");
    List<TaskId> cancelled =
        tasks.stream().filter(id -> count(node.post("/tasks/" + id + "/cancel")) > 0).toList();
    Patience patience = new Patience(session.signals());
    long moved =
        cancelled.stream().filter(id -> endedByUs(id, patience)).mapToLong(this::retry).sum();
    console.note(Counted.of(moved, "in_progress task") + " moved to todo");
  }

  /** A task may have ended by itself before the kill. */
  private boolean endedByUs(TaskId id, Patience patience) {
    JsonObject task =
        patience.until(
            () -> node.get("/tasks/" + id),
            found -> !Json.text(found, "state", "").equals("in_progress"),
            "task " + id + " does not end");
    return Json.text(task, "state", "").equals("cancelled");
  }

  /** {@code moveFailedTaskToTodo}. A retry of the whole job would take cancelled tasks along. */
  void requeueFailed() {
    long moved =
        newest()
            .filter(job -> job.counts().cancelled() == 0)
            .map(job -> count(node.post("/jobs/" + job.id() + "/retry")))
            .orElseGet(() -> ids("failed").stream().mapToLong(this::retry).sum());
    console.note(Counted.of(moved, "failed task") + " moved to todo");
  }

  private long retry(TaskId id) {
    return count(node.post("/tasks/" + id + "/retry"));
  }

  private List<TaskId> ids(String state) {
    List<TaskId> ids = new ArrayList<>();
    newest()
        .map(JobStatus::id)
        .ifPresent(
            (JobId job) ->
                scan.each(job, state, task -> ids.add(TaskId.parse(Json.text(task, "id", "")))));
    return ids;
  }

  private static long count(JsonObject answer) {
    return Json.number(answer, "count");
  }

  /** The one that a submission under this name goes to. */
  private Optional<JobStatus> newest() {
    return new JobFinder(node).all(Manager::isOurs).stream().findFirst();
  }

  private static boolean isOurs(JobStatus job) {
    return job.name().equals(NAME);
  }
}
