package io.distcomp.queue;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the steps of one fsck add up to. Confined to it: one step at a time. */
final class FsckTally {

  /** A queue of which everything is wrong must not fill the memory. */
  private static final int MOST = 10_000;

  private static final int MOST_UNCHECKED = 100;

  private final Set<Finding> findings = new LinkedHashSet<>();
  private final List<String> unchecked = new ArrayList<>();
  private long tasks;
  private long entries;
  private long more;

  void looked(long moreTasks, long moreEntries) {
    tasks += moreTasks;
    entries += moreEntries;
  }

  long tasks() {
    return tasks;
  }

  /** Rows of kind, key, subject, sentence, mendable, mended. */
  void add(Response rows) {
    rows.forEach(
        row ->
            add(
                new Finding(
                    Finding.Kind.of(row.get(0).toString()),
                    row.get(1).toString(),
                    row.get(2).toString(),
                    row.get(3).toString(),
                    row.get(4).toInteger() == 1,
                    row.get(5).toInteger() == 1)));
  }

  void add(Finding finding) {
    if (findings.size() < MOST) {
      findings.add(finding);
    } else {
      more++;
    }
  }

  void unchecked(String what) {
    if (unchecked.size() < MOST_UNCHECKED) {
      unchecked.add(what);
    }
  }

  FsckReport report() {
    return new FsckReport(tasks, entries, new ArrayList<>(findings), more, unchecked);
  }
}
