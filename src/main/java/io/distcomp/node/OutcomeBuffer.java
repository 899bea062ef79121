package io.distcomp.node;

import io.distcomp.task.AttemptReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Outcomes that are not recorded yet, oldest first. Confined to the reporter's event loop; bounded
 * by what the node may hold.
 */
final class OutcomeBuffer {

  /** Reports of one flush: a script holds up Redis for all others. */
  private static final int MAX_REPORTS = 200;

  private static final long MAX_BYTES = 4 << 20;

  private final Deque<AttemptReport> reports = new ArrayDeque<>();

  void add(AttemptReport report) {
    reports.addLast(report);
  }

  boolean isEmpty() {
    return reports.isEmpty();
  }

  /** Takes the next batch: at least one report. */
  List<AttemptReport> next() {
    Batch batch = new Batch();
    while (!reports.isEmpty() && !batch.isFull()) {
      batch.add(reports.removeFirst());
    }
    return batch.reports();
  }

  /** Puts a batch back in front, in its order. */
  void giveBack(List<AttemptReport> batch) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      reports.addFirst(batch.get(i));
    }
  }

  /** What goes into one flush: at most {@link #MAX_REPORTS} and about 4 MiB of output. */
  static final class Batch {

    private final List<AttemptReport> reports = new ArrayList<>();
    private long bytes;

    void add(AttemptReport report) {
      reports.add(report);
      bytes += report.inlineBytes();
    }

    boolean isFull() {
      return reports.size() >= MAX_REPORTS || bytes >= MAX_BYTES;
    }

    List<AttemptReport> reports() {
      return Collections.unmodifiableList(reports);
    }
  }
}
