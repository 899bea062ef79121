package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Many tasks in little memory: a bit for each index. For one loop, or one thread at a time. */
final class TaskSet {

  private final TreeMap<JobId, BitSet> jobs = new TreeMap<>();
  private long size;
  private TaskId last = new TaskId(new JobId(1), 1);
  private boolean isTaken;

  void add(TaskId task) {
    BitSet bits = jobs.computeIfAbsent(task.job(), id -> new BitSet());
    int index = Math.toIntExact(task.index());
    size += bits.get(index) ? 0 : 1;
    bits.set(index);
  }

  long size() {
    return size;
  }

  Set<JobId> jobs() {
    return jobs.keySet();
  }

  /** The next ones in the order of their ids; none when all were taken. */
  List<TaskId> take(int most) {
    List<TaskId> taken = new ArrayList<>();
    for (var entry : jobs.tailMap(last.job(), true).entrySet()) {
      JobId job = entry.getKey();
      boolean goesOn = isTaken && job.equals(last.job());
      int from = goesOn ? (int) last.index() + 1 : 0;
      for (int i = entry.getValue().nextSetBit(from);
          i >= 0;
          i = entry.getValue().nextSetBit(i + 1)) {
        if (taken.size() == most) {
          return taken;
        }
        taken.add(new TaskId(job, i));
        last = new TaskId(job, i);
        isTaken = true;
      }
    }
    return taken;
  }
}
