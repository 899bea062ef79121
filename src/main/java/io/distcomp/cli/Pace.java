package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast a job gets done, over the last half minute. Pure state; used by one thread. */
final class Pace {

  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final Duration ENOUGH = Duration.ofSeconds(1);

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(Instant at, long settled) {}

  void add(Instant at, long settled) {
    samples.addLast(new Sample(at, settled));
    Instant oldest = at.minus(WINDOW);
    // One older sample stays, so that the window is full.
    while (samples.size() > 2 && isSecondOlderThan(oldest)) {
      samples.removeFirst();
    }
  }

  /** The same, left alone by what is added later. */
  Pace copy() {
    Pace copy = new Pace();
    copy.samples.addAll(samples);
    return copy;
  }

  /** Ended tasks a second; zero until there is something to tell it from. */
  double perSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    Duration span = Duration.between(first.at, last.at);
    return span.compareTo(ENOUGH) < 0
        ? 0
        : Math.max(0, last.settled - first.settled) * 1000.0 / span.toMillis();
  }

  /** What the node says, else what the pace promises. */
  Optional<Duration> timeLeft(JobStatus job) {
    if (job.eta() != null) {
      return Optional.of(job.eta());
    }
    double rate = perSecond();
    return rate <= 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(job.counts().open() * 1000.0 / rate)));
  }

  private boolean isSecondOlderThan(Instant oldest) {
    var each = samples.iterator();
    each.next();
    return each.next().at.isBefore(oldest);
  }
}
