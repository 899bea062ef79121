package io.distcomp.cli;

import io.distcomp.task.JobStatus;

/** Says what a node has taken of a submission. Used by {@code submit} and {@code run}. */
final class Receipt {

  private final Console console;

  Receipt(Console console) {
    this.console = console;
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
      console.note(Wording.count(answer.rejected().size(), "task") + " with mistakes left out");
    }
  }

  private static String words(Submitter.Answer answer) {
    JobStatus job = answer.job();
    return "job %s (%s): %s accepted%s"
        .formatted(
            job.id(),
            Escape.line(job.name()),
            Wording.count(answer.accepted(), "task"),
            answer.duplicates() == 0
                ? ""
                : ", " + Wording.count(answer.duplicates()) + " there already");
  }
}
