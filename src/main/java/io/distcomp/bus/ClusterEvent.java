package io.distcomp.bus;

import io.distcomp.task.JobId;
import java.util.Set;

/** What all nodes may hear: a hint to look at Redis sooner. */
public sealed interface ClusterEvent {

  /** Outcomes of these jobs were recorded. */
  record TasksSettled(String node, Set<JobId> jobs) implements ClusterEvent {

    public TasksSettled {
      jobs = Set.copyOf(jobs);
    }
  }

  /** A job got tasks, or a user changed it. */
  record JobChanged(JobId job) implements ClusterEvent {}

  /** A node came, went, or reported itself. */
  record NodeChanged(String node) implements ClusterEvent {}
}
