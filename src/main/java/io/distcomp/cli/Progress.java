package io.distcomp.cli;

import io.distcomp.task.JobStatus;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Shows how a job goes on: a bar on a terminal, else a line every few seconds. Writes to stderr, so
 * that stdout stays clean; used by one thread.
 */
final class Progress implements AutoCloseable {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final Duration BETWEEN_WIDTHS = Duration.ofSeconds(2);

  private final Console console;
  private final Clock clock;
  private final Pace pace = new Pace();
  private Instant lineDue;
  private Instant widthDue;
  private String shown = "";
  private int width;

  Progress(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
    this.lineDue = clock.instant().plus(BETWEEN_LINES);
    this.widthDue = Instant.MIN;
  }

  /** To be called a few times a second, also when nothing changed. */
  void show(JobStatus job) {
    Instant now = clock.instant();
    pace.add(now, job.counts().settled());
    if (console.errIsTerminal()) {
      drawBar(job, now);
    } else {
      printLine(job, now);
    }
  }

  /** A line that stays, above the bar. */
  void say(String text) {
    clear();
    console.note(text);
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    clear();
  }

  private void drawBar(JobStatus job, Instant now) {
    if (!now.isBefore(widthDue)) {
      width = console.width().getAsInt();
      widthDue = now.plus(BETWEEN_WIDTHS);
    }
    String bar = ProgressText.bar(job, pace, width, console.unicode(), console.colour());
    if (!bar.equals(shown)) {
      write(Console.CLEAR + bar);
      shown = bar;
    }
  }

  private void printLine(JobStatus job, Instant now) {
    String words = ProgressText.words(job, pace);
    if (!now.isBefore(lineDue) && !words.equals(shown)) {
      console.note(words);
      shown = words;
      lineDue = now.plus(BETWEEN_LINES);
    }
  }

  private void clear() {
    if (console.errIsTerminal() && !shown.isEmpty()) {
      write(Console.CLEAR);
      shown = "";
    }
  }

  private void write(String text) {
    PrintStream err = console.err();
    err.print(text);
    err.flush();
  }
}
