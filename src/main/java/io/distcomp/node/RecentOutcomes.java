package io.distcomp.node;

import io.distcomp.task.AttemptReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Outcomes that Redis has acknowledged but may lose if it falls: kept for a while, to be recorded
 * again after its restart. Time passes here only while Redis is there, so that an hour without it
 * forgets nothing. Confined to the reporter's event loop.
 */
final class RecentOutcomes {

  /** What Redis may lose, before it has said what it can. */
  static final Duration USUAL_WINDOW = Duration.ofSeconds(10);

  private static final long MAX_BYTES = 64 << 20;

  /** Of a report without its output: ids, times and what holds them. */
  private static final long REPORT_BYTES = 600;

  private record Kept(List<AttemptReport> reports, long bytes, Duration at) {}

  private final Duration notice;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private Duration keep;
  private Duration now = Duration.ZERO;
  private long bytes;

  /** {@code notice} is how long a restart may go unseen; outcomes are kept that much longer. */
  RecentOutcomes(Duration notice) {
    this.notice = notice;
    keep = USUAL_WINDOW.plus(notice);
  }

  /** Keeps what was acknowledged now; the oldest go when there is too much. */
  void acknowledged(List<AttemptReport> reports) {
    if (keep.isZero() || reports.isEmpty()) {
      return;
    }
    long size = 0;
    for (AttemptReport report : reports) {
      size += REPORT_BYTES + report.inlineBytes();
    }
    kept.addLast(new Kept(reports, size, now));
    bytes += size;
    while (bytes > MAX_BYTES) {
      dropFirst();
    }
  }

  /** Time has passed with Redis there. */
  void passed(Duration time) {
    now = now.plus(time);
    while (!kept.isEmpty() && kept.getFirst().at().plus(keep).compareTo(now) < 0) {
      dropFirst();
    }
  }

  private void dropFirst() {
    bytes -= kept.removeFirst().bytes();
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /** How far back Redis may lose what it acknowledged; zero: nothing is kept any more. */
  void window(Duration window) {
    keep = window.isZero() ? Duration.ZERO : window.plus(notice);
    if (window.isZero()) {
      kept.clear();
      bytes = 0;
    }
  }

  /** All of them, oldest first. */
  List<AttemptReport> all() {
    List<AttemptReport> all = new ArrayList<>();
    kept.forEach(k -> all.addAll(k.reports()));
    return all;
  }

  /** The same; nothing is kept afterwards. */
  List<AttemptReport> takeAll() {
    List<AttemptReport> all = all();
    kept.clear();
    bytes = 0;
    return all;
  }
}
