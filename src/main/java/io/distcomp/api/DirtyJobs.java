package io.distcomp.api;

import io.distcomp.task.JobId;
import java.util.HashSet;
import java.util.Set;

/** Jobs to look at again. For one loop; above its bound it only remembers that there were more. */
final class DirtyJobs {

  private static final int MOST = 200;

  private final Set<JobId> jobs = new HashSet<>();
  private boolean overflowed;

  void add(JobId job) {
    if (jobs.size() < MOST) {
      jobs.add(job);
    } else {
      overflowed |= !jobs.contains(job);
    }
  }

  boolean isEmpty() {
    return jobs.isEmpty();
  }

  boolean hasOverflowed() {
    return overflowed;
  }

  /** The jobs, which are clean from here on. */
  Set<JobId> take() {
    Set<JobId> taken = Set.copyOf(jobs);
    jobs.clear();
    overflowed = false;
    return taken;
  }
}
