package io.distcomp.queue;

import io.distcomp.queue.Insight.FailureGroup;
import io.distcomp.queue.Insight.Failures;
import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Failed tasks being counted by how they failed. Used by {@link FailureReader}, by one thread. */
final class FailureGroups {

  /** Nodes and jobs that a group names. */
  private static final int NAMED = 50;

  private final Map<FailureMessage, Group> groups = new LinkedHashMap<>();
  private boolean exact = true;

  private static final class Group {
    private final TaskId example;
    private final SortedSet<String> nodes = new TreeSet<>();
    private final SortedSet<JobId> jobs = new TreeSet<>();
    private long count;

    private Group(TaskId example) {
      this.example = example;
    }
  }

  void add(TaskId id, FailureMessage message, String node) {
    Group group = groups.computeIfAbsent(message, m -> new Group(id));
    group.count++;
    name(group.jobs, id.job());
    if (!node.equals("-")) {
      name(group.nodes, node);
    }
  }

  private static <T> void name(SortedSet<T> names, T name) {
    if (names.size() < NAMED) {
      names.add(name);
    }
  }

  /** Not every failed task was looked at. */
  void thereAreMore() {
    exact = false;
  }

  Failures largest(int limit) {
    List<FailureGroup> all =
        groups.entrySet().stream()
            .map(entry -> group(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(FailureGroup::count).reversed())
            .limit(limit)
            .toList();
    return new Failures(all, exact);
  }

  private static FailureGroup group(FailureMessage message, Group group) {
    return new FailureGroup(
        message.key(),
        message.text(),
        group.count,
        message.exitCode(),
        message.signal(),
        message.outcome(),
        group.nodes,
        group.jobs,
        group.example);
  }
}
