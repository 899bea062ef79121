package io.distcomp.queue;

import io.distcomp.queue.Insight.Fit;
import io.distcomp.queue.PlaceReader.Place;
import io.distcomp.task.NodeStatus;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What each node means for a task, in words. Pure; the same rules as the claim's. */
final class NodeFits {

  private final TaskSpec spec;
  private final List<NodeStatus> nodes;
  private final Place place;
  private final Instant now;

  NodeFits(TaskSpec spec, List<NodeStatus> nodes, Place place, Instant now) {
    this.spec = spec;
    this.nodes = nodes;
    this.place = place;
    this.now = now;
  }

  List<Fit> all() {
    return nodes.stream().map(this::fit).toList();
  }

  boolean anyLive() {
    return nodes.stream().anyMatch(node -> node.state() == NodeStatus.State.LIVE);
  }

  boolean anyHasRoom() {
    return nodes.stream().anyMatch(node -> obstacle(node).isEmpty() && full(node) == null);
  }

  /** The node of this name, when it gives no sign of life. */
  Optional<NodeStatus> lost(String name) {
    return nodes.stream()
        .filter(node -> node.info().name().equals(name))
        .filter(node -> node.state() == NodeStatus.State.LOST)
        .findFirst();
  }

  private Fit fit(NodeStatus node) {
    Optional<String> obstacle = obstacle(node);
    String full = full(node);
    return new Fit(
        node.info().name(),
        obstacle.isEmpty(),
        obstacle.orElse(full == null ? "it has room" : full));
  }

  /** Why the node would not take the task, whatever ends on it. */
  private Optional<String> obstacle(NodeStatus node) {
    return Optional.ofNullable(absent(node))
        .or(() -> Optional.ofNullable(lacking(node)))
        .or(() -> Optional.ofNullable(avoided(node)))
        .or(() -> Optional.ofNullable(node.trouble()).map(why -> "it takes no tasks: " + why));
  }

  private static @Nullable String absent(NodeStatus node) {
    return switch (node.state()) {
      case LIVE -> null;
      case DRAINING ->
          "it drains and takes no new tasks"
              + (node.trouble() == null ? "" : ": " + node.trouble());
      case LOST -> "it has not answered since " + Explainer.time(node.seenAt());
      case STOPPED -> "it was stopped";
    };
  }

  private @Nullable String lacking(NodeStatus node) {
    Resources has = node.info().capacity();
    Resources needs = spec.needs();
    if (needs.memoryBytes() > has.memoryBytes()) {
      return "the task needs " + gb(needs) + " of memory, the node has " + gb(has);
    }
    if (needs.milliCpus() > has.milliCpus()) {
      return "the task needs " + cpus(needs) + ", the node has " + cpus(has);
    }
    SortedSet<String> missing = new TreeSet<>(spec.tags());
    missing.removeAll(node.info().tags());
    return missing.isEmpty() ? null : "it lacks the tag " + String.join(", ", missing);
  }

  /** A preference: it holds only while another node could run the task. */
  private @Nullable String avoided(NodeStatus node) {
    boolean avoids =
        place.avoided().contains(node.info().name())
            && (place.avoidedUntil().equals(Instant.EPOCH) || place.avoidedUntil().isAfter(now));
    if (!avoids || nodes.stream().noneMatch(this::couldInstead)) {
      return null;
    }
    return "an attempt failed there: the task prefers other nodes "
        + (place.avoidedUntil().equals(Instant.EPOCH)
            ? "for a minute from when it is due"
            : "until " + Explainer.time(place.avoidedUntil()));
  }

  private boolean couldInstead(NodeStatus node) {
    return node.state() == NodeStatus.State.LIVE
        && lacking(node) == null
        && !place.avoided().contains(node.info().name());
  }

  /** What is not free at the moment; null when the task could start. */
  private @Nullable String full(NodeStatus node) {
    Resources needs = spec.needs();
    Resources free = node.info().capacity().minus(node.reserved());
    if (node.running() >= node.info().slots()) {
      int slots = node.info().slots();
      return slots == 1 ? "its only slot is in use" : "all of its " + slots + " slots are in use";
    }
    if (needs.memoryBytes() > free.memoryBytes()) {
      return "it is full: the task needs "
          + gb(needs)
          + " of memory, "
          + gb(free)
          + " are not reserved";
    }
    return needs.milliCpus() > free.milliCpus()
        ? "it is full: the task needs " + cpus(needs) + ", " + cpus(free) + " are not reserved"
        : null;
  }

  private static String gb(Resources amount) {
    return amount.gb().toPlainString() + " GB";
  }

  private static String cpus(Resources amount) {
    String number = amount.cpus().toPlainString();
    return number + (number.equals("1") ? " cpu" : " cpus");
  }
}
