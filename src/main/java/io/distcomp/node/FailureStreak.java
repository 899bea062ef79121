package io.distcomp.node;

import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides whether this node is a black hole: its tasks fail in no time, and the same tasks succeed
 * on other nodes. The proof is in the tasks' own records, so a lone node never is one, nor one that
 * runs a job which fails everywhere. Confined to the executor's event loop.
 */
final class FailureStreak {

  /** So many tasks in a row have to fail. */
  static final int LENGTH = 20;

  /** A failure later than this after the start is the command's own work. */
  private static final Duration NO_TIME = Duration.ofSeconds(1);

  /** Tasks of the streak whose records are looked at, at most. */
  private static final int SAMPLE = 32;

  /** So many of them have to succeed elsewhere, and more than twice as many as fail there too. */
  private static final int PROOF = 3;

  private final String self;
  private final Set<TaskId> open = new LinkedHashSet<>();
  private final Set<TaskId> well = new HashSet<>();
  private final Set<TaskId> bad = new HashSet<>();
  private int length;
  private int lengthAtProof = Integer.MAX_VALUE;

  /** {@code self} is the name of this node. */
  FailureStreak(String self) {
    this.self = self;
  }

  /** The next count begins. */
  void startAnew() {
    open.clear();
    well.clear();
    bad.clear();
    length = 0;
    lengthAtProof = Integer.MAX_VALUE;
  }

  /** An attempt ended here. What the node or a user ended says nothing of either. */
  void ended(AttemptReport report) {
    Outcome outcome = report.attempt().outcome();
    if (outcome == null) {
      return;
    }
    switch (outcome.kind()) {
      case RETURNED, CANCELLED, LOST, OUT_OF_MEMORY -> {}
      case FAILED, INVALID -> failed(report);
      case SUCCEEDED, TIMED_OUT -> startAnew();
    }
  }

  private void failed(AttemptReport report) {
    if (!inNoTime(report.attempt())) {
      startAnew();
      return;
    }
    length++;
    if (open.size() + well.size() + bad.size() < SAMPLE) {
      open.add(report.id());
    }
  }

  private static boolean inNoTime(Attempt attempt) {
    return attempt.endedAt() != null
        && Duration.between(attempt.startedAt(), attempt.endedAt()).compareTo(NO_TIME) < 0;
  }

  int length() {
    return length;
  }

  /** Whether the records of {@link #toLookAt} have to be looked at. */
  boolean isSuspicious() {
    return length >= LENGTH && !open.isEmpty();
  }

  List<TaskId> toLookAt() {
    return new ArrayList<>(open);
  }

  /** A record as it is now. */
  void seen(TaskStatus task) {
    List<Attempt> attempts = task.attempts();
    int own = lastOwn(attempts);
    boolean failedElsewhere =
        attempts.stream()
            .anyMatch(
                a -> !isOwn(a) && (is(a, Outcome.Kind.FAILED) || is(a, Outcome.Kind.INVALID)));
    // A success before the failure here is one of an earlier generation.
    boolean succeededElsewhere =
        own >= 0
            && attempts.stream()
                .skip(own + 1L)
                .anyMatch(a -> !isOwn(a) && is(a, Outcome.Kind.SUCCEEDED));
    if (failedElsewhere) {
      settle(task.id(), bad);
    } else if (succeededElsewhere) {
      settle(task.id(), well);
    } else if (task.state().isFinal()) {
      open.remove(task.id());
    }
    if (lengthAtProof == Integer.MAX_VALUE && isProved()) {
      lengthAtProof = length;
    }
  }

  private void settle(TaskId id, Set<TaskId> as) {
    if (open.remove(id)) {
      as.add(id);
    }
  }

  private int lastOwn(List<Attempt> attempts) {
    int last = -1;
    for (int i = 0; i < attempts.size(); i++) {
      if (isOwn(attempts.get(i))) {
        last = i;
      }
    }
    return last;
  }

  private boolean isOwn(Attempt attempt) {
    return attempt.node().equals(self);
  }

  private static boolean is(Attempt attempt, Outcome.Kind kind) {
    return attempt.outcome() != null && attempt.outcome().kind() == kind;
  }

  private boolean isProved() {
    return well.size() >= PROOF && well.size() > 2 * bad.size();
  }

  /** True with the first failure after the proof: what was wrong for a moment is over by then. */
  boolean isBlackHole() {
    return isProved() && length > lengthAtProof;
  }

  int succeededElsewhere() {
    return well.size();
  }
}
