package io.distcomp.queue;

import io.distcomp.task.NodeStatus;
import io.distcomp.task.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is free on the nodes that take tasks, and becomes less as tasks are put there. For one
 * reading of {@link ScaleReader}, which comes with the best tasks first, as the claims do.
 */
final class Room {

  private final List<Free> nodes = new ArrayList<>();

  Room(List<NodeStatus> all) {
    all.stream()
        .filter(node -> node.state() == NodeStatus.State.LIVE && node.trouble() == null)
        .forEach(node -> nodes.add(new Free(node)));
  }

  /** How many of these tasks find no room; the others take theirs. */
  long without(Resources needs, Set<String> tags, long tasks) {
    long left = tasks;
    for (Free node : nodes) {
      if (node.tags.containsAll(tags)) {
        left -= node.take(needs, left);
      }
    }
    return left;
  }

  /** How often these needs fit, at most {@code slots} times. */
  static long times(long slots, Resources in, Resources needs) {
    long n = slots;
    if (needs.memoryBytes() > 0) {
      n = Math.min(n, in.memoryBytes() / needs.memoryBytes());
    }
    if (needs.milliCpus() > 0) {
      n = Math.min(n, in.milliCpus() / needs.milliCpus());
    }
    return Math.max(0, n);
  }

  private static final class Free {

    private final Set<String> tags;
    private long slots;
    private Resources amount;

    Free(NodeStatus node) {
      tags = node.info().tags();
      slots = (long) node.info().slots() - node.running();
      amount = node.info().capacity().minus(node.reserved());
    }

    long take(Resources needs, long most) {
      long n = Math.min(most, times(slots, amount, needs));
      slots -= n;
      amount = amount.minus(new Resources(n * needs.memoryBytes(), n * needs.milliCpus()));
      return n;
    }
  }
}
