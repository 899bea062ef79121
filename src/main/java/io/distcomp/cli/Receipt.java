package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Says what a node has taken of a submission. Used by {@code submit} and {@code run}. */
final class Receipt {

  private final Session session;
  private final Console console;
  private final @Nullable Instant start;

  /**
   * For one submission.
   *
   * @param start when its job was asked to start; null when nothing was said of it
   */
  Receipt(Session session, @Nullable Instant start) {
    this.session = session;
    this.console = session.console();
    this.start = start;
  }

  /**
   * Prints it.
   *
   * @param more whether the job's end will be printed too, so that JSON is left to it
   */
  void print(Submitter.Answer answer, String label, Format format, boolean more) {
    rejected(answer, label);
    switch (format) {
      case JSON -> {
        if (!more) {
          console.out().println(answer.json().encodePrettily());
        }
      }
      case QUIET -> console.out().println(answer.job().id());
      case TABLE -> console.out().println(words(answer));
    }
  }

  /** With {@code --partial}: what was left out. */
  void rejected(Submitter.Answer answer, String label) {
    answer.rejected().forEach(mistake -> console.err().println(Submitter.line(label, mistake)));
    if (!answer.rejected().isEmpty()) {
      console.note(Counted.of(answer.rejected().size(), "task") + " with mistakes left out");
    }
  }

  private String words(Submitter.Answer answer) {
    JobStatus job = answer.job();
    return "job %s (%s): %s%s"
        .formatted(job.id(), Escape.line(job.name()), parts(answer), starting(job));
  }

  /** A slip in a time would else be seen only when nothing runs, or all does. */
  private String starting(JobStatus job) {
    String waits = new StillWaits(session, job).words();
    if (!waits.isEmpty()) {
      return ", starts " + waits;
    }
    return start == null || session.isToCome(start) ? "" : ", starts now, the time has passed";
  }

  /**
   * {@code 2 tasks accepted, 3 run again}: what is zero is left out, the first part has the noun.
   */
  private static String parts(Submitter.Answer answer) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("accepted", answer.accepted());
    counts.put("run again", answer.rerun());
    counts.put("updated", answer.updated());
    counts.put("there already", answer.untouched());
    counts.values().removeIf(count -> count == 0);
    if (counts.isEmpty()) {
      return "0 tasks accepted";
    }
    StringJoiner parts = new StringJoiner(", ");
    counts.forEach(
        (what, count) ->
            parts.add(
                (parts.length() == 0 ? Counted.of(count, "task") : Counted.of(count))
                    + " "
                    + what));
    return parts.toString();
  }
}
