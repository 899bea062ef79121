package io.distcomp.queue;

import io.distcomp.queue.Insight.Explanation;
import io.distcomp.queue.Insight.Fit;
import io.distcomp.queue.PlaceReader.Place;
import io.distcomp.task.Attempt;
import io.distcomp.task.Counted;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Says in words why a task is not running. Pure; {@link NodeFits} says it of each node. */
final class Explainer {

  private final TaskStatus task;
  private final String held;
  private final NodeFits fits;
  private final Place place;

  /** {@code held} is what keeps the whole job from starting tasks; empty when nothing does. */
  Explainer(TaskStatus task, String held, List<NodeStatus> nodes, Place place, Instant now) {
    this.task = task;
    this.held = held;
    this.place = place;
    fits = new NodeFits(task.spec(), nodes, place, now);
  }

  Explanation say() {
    boolean open = task.state() == TaskState.TODO || task.state() == TaskState.WAITING;
    return new Explanation(task.id(), task.state(), summary(), open ? fits.all() : List.of());
  }

  private String summary() {
    return switch (task.state()) {
      case FINISHED -> "It has finished.";
      case FAILED -> "It has failed" + (task.reason() == null ? "." : ": " + task.reason() + ".");
      case CANCELLED -> "It was cancelled.";
      case IN_PROGRESS -> running();
      case WAITING -> waiting();
      case TODO -> todo();
    };
  }

  private String running() {
    List<Attempt> attempts = task.attempts();
    if (attempts.isEmpty()) {
      return "It is running.";
    }
    Attempt last = attempts.get(attempts.size() - 1);
    Instant started = time(last.startedAt());
    return fits.lost(last.node())
        .map(lost -> "It was started on " + last.node() + " at " + started + silence(lost))
        .orElse("It is running on " + last.node() + " since " + started + ".");
  }

  private static String silence(NodeStatus lost) {
    return ". That node has not answered since "
        + time(lost.seenAt())
        + "; the task is taken back when its lease ends.";
  }

  private String waiting() {
    String until = task.notBefore() == null ? "" : " until " + time(task.notBefore());
    return "It waits" + until + cause() + "." + held;
  }

  private String cause() {
    if (task.attempts().isEmpty()) {
      return "";
    }
    return place.failed() > 0
        ? ": the pause after failed attempt " + place.failed()
        : ": the pause after its node died";
  }

  private String todo() {
    if (!held.isEmpty()) {
      return held.strip();
    }
    List<Fit> all = fits.all();
    if (all.stream().noneMatch(Fit::fits)) {
      return nobody();
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(
        fits.anyHasRoom()
            ? "It is in the queue, and a node that could run it has room."
            : "It is in the queue, and the nodes that could run it are full.");
    sentences.add(before());
    if (place.lost() > 1) {
      sentences.add("Two nodes died while it ran, so a node runs only one such task at a time.");
    }
    return String.join(" ", sentences);
  }

  private String nobody() {
    return fits.anyLive()
        ? "No live node takes it: see the reasons of the nodes."
        : "No node is live.";
  }

  private String before() {
    if (place.before() < 0) {
      return "Its place in the queue is not known.";
    }
    return place.before() == 0 && place.exact()
        ? "No task comes before it."
        : (place.exact() ? "" : "More than ")
            + Counted.of(place.before(), "task", "comes", "come")
            + " before it.";
  }

  static Instant time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }
}
