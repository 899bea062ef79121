package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job's progress as one line of text. Pure; used by {@link Progress} and by {@code job}. */
final class ProgressText {

  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";
  private static final int SMALLEST_BAR = 10;
  private static final int LARGEST_BAR = 40;

  private ProgressText() {}

  /** {@code 3,100 of 5,000 (62 %), 12 failed, 32 running, 85/s, 22 s left}. */
  static String words(JobStatus job, Pace pace) {
    TaskCounts counts = job.counts();
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s of %s (%d %%)"
            .formatted(
                Counted.of(counts.settled()),
                Counted.of(counts.total()),
                Wording.percent(counts.settled(), counts.total())));
    addCount(parts, counts.failed(), "failed");
    addCount(parts, counts.cancelled(), "cancelled");
    addCount(parts, counts.inProgress(), "running");
    addCount(parts, counts.waiting(), "waiting");
    addPace(parts, job, pace);
    return String.join(", ", parts);
  }

  /** The bar and the words, no wider than {@code width}; a bar that finds no room is left out. */
  static String bar(JobStatus job, Pace pace, int width, boolean unicode, boolean colour) {
    String words = cut(words(job, pace), width - 1);
    int room = Math.min(LARGEST_BAR, width - words.length() - 4);
    return room < SMALLEST_BAR ? words : drawn(job.counts(), room, unicode, colour) + " " + words;
  }

  private static void addCount(List<String> parts, long count, String word) {
    if (count > 0) {
      parts.add(Counted.of(count) + " " + word);
    }
  }

  private static void addPace(List<String> parts, JobStatus job, Pace pace) {
    if (job.counts().open() == 0) {
      return;
    }
    if (pace.perSecond() > 0) {
      parts.add(Wording.rate(pace.perSecond()));
    }
    Optional.of(job)
        .flatMap(pace::timeLeft)
        .ifPresent(left -> parts.add(Wording.duration(left) + " left"));
  }

  private static String drawn(TaskCounts counts, int cells, boolean unicode, boolean colour) {
    int settled = cells(counts.settled(), counts, cells);
    // A single failure must be seen, however large the job.
    int failed = counts.failed() == 0 ? 0 : Math.max(1, cells(counts.failed(), counts, cells));
    int good = Math.max(0, settled - failed);
    String full = unicode ? "\u2588" : "#";
    return "["
        + painted(full.repeat(good), GREEN, colour)
        + painted((unicode ? "\u2593" : "x").repeat(failed), RED, colour)
        + (unicode ? "\u2591" : "-").repeat(Math.max(0, cells - good - failed))
        + "]";
  }

  private static int cells(long part, TaskCounts counts, int cells) {
    return counts.total() == 0 ? 0 : (int) (cells * part / counts.total());
  }

  private static String painted(String text, String colour, boolean isOn) {
    return isOn && !text.isEmpty() ? colour + text + PLAIN : text;
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width));
  }
}
