package io.distcomp.node;

import io.distcomp.process.ChildProcess;
import io.distcomp.task.Held;
import io.distcomp.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tasks that this node is running, oldest first. Confined to the executor's event loop. */
final class Runs {

  private final Set<Run> running = new LinkedHashSet<>();
  private final Supplier<Duration> grace;
  private int unstarted;

  /** {@code grace} is what a killed process gets between TERM and KILL; asked at each kill. */
  Runs(Supplier<Duration> grace) {
    this.grace = grace;
  }

  void add(Run run) {
    running.add(run);
    unstarted++;
  }

  void started(Run run, ChildProcess process, Instant at) {
    run.started(process, at);
    unstarted--;
  }

  void remove(Run run) {
    running.remove(run);
    if (run.child() == null) {
      unstarted--;
    }
  }

  /** Whether some of them have no process yet. */
  boolean hasUnstarted() {
    return unstarted > 0;
  }

  boolean contains(Run run) {
    return running.contains(run);
  }

  int size() {
    return running.size();
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  void kill(Run run, Run.End reason) {
    run.kill(reason, grace.get());
  }

  /** Of a task there may be two: one that this node has lost, and a later claim, which goes on. */
  void kill(Held one, Run.End reason) {
    of(one.id()).stream().filter(run -> run.is(one)).forEach(run -> kill(run, reason));
  }

  /** Whatever runs of a task, under any token. */
  void killAll(TaskId id, Run.End reason) {
    of(id).forEach(run -> kill(run, reason));
  }

  void killAll(Run.End reason) {
    new ArrayList<>(running).forEach(run -> kill(run, reason));
  }

  /** The run that started last, of those that have a process and are not being killed. */
  @Nullable Run newest() {
    Run newest = null;
    for (Run run : running) {
      boolean mayGo = run.child() != null && run.end() == null;
      if (mayGo && (newest == null || !run.startedAt().isBefore(newest.startedAt()))) {
        newest = run;
      }
    }
    return newest;
  }

  /** The most memory that any of them has shown so far, in bytes. */
  long largestPeak() {
    return running.stream()
        .map(Run::child)
        .filter(Objects::nonNull)
        .mapToLong(child -> child.use().peakMemoryBytes())
        .max()
        .orElse(0);
  }

  /** The process that runs a task; null when there is none. */
  @Nullable ChildProcess child(TaskId id) {
    List<Run> runs = of(id);
    return runs.isEmpty() ? null : runs.get(runs.size() - 1).child();
  }

  private List<Run> of(TaskId id) {
    return running.stream().filter(run -> run.claim().id().equals(id)).toList();
  }
}
