package io.distcomp.taskfile;

import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A submission with one task in a line. Private to {@link TaskFiles}.
 *
 * <p>This is where the rules for all lines are: comments, length, NUL, UTF-8, their number.
 */
final class LineTasks implements TaskFile {
  private final Source source;
  private final Limits limits;
  private final LineForm form;
  private final LineReader lines;
  private final Mistakes mistakes = new Mistakes();
  private boolean ended;

  LineTasks(Source source, Limits limits, LineForm form) {
    this.source = source;
    this.limits = limits;
    this.form = form;
    this.lines = new LineReader(source);
  }

  @Override
  public List<TaskSpec> next(int max) throws IOException {
    List<TaskSpec> tasks = new ArrayList<>();
    while (tasks.size() < max && advance()) {
      TaskSpec task = read();
      if (task != null) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  @Override
  public List<Mistake> mistakes() {
    return mistakes.list();
  }

  @Override
  public long mistakeCount() {
    return mistakes.count();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(source.notes());
    if (lines.sawCarriageReturns()) {
      notes.add("lines ending in CR LF were read without the CR");
    }
    return List.copyOf(notes);
  }

  @Override
  public JobRequest job(JobRequest base) {
    return base;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private boolean advance() throws IOException {
    if (ended) {
      return false;
    }
    if (!lines.next()) {
      return end(lines.number() + 1);
    }
    if (source.failure() != null && !lines.isTerminated()) {
      return endWithin();
    }
    if (lines.number() > limits.lines()) {
      mistakes.add(
          lines.number(),
          "E_TOO_LARGE",
          "more than " + limits.lines() + " lines; split the submission");
      ended = true;
    }
    return !ended;
  }

  /** What is left of a cut line is no task. */
  private boolean endWithin() {
    if (lines.isTooLong()) {
      mistakes.add(lines.number(), "E_LINE_TOO_LONG", tooLong());
    }
    return end(lines.number());
  }

  private boolean end(long line) {
    ended = true;
    Source.Failure failure = source.failure();
    if (failure != null) {
      mistakes.add(line, failure.code(), failure.message());
    }
    return false;
  }

  private @Nullable TaskSpec read() {
    if (lines.isInsignificant()) {
      return null;
    }
    if (lines.isTooLong()) {
      return mistake("E_LINE_TOO_LONG", tooLong());
    }
    int nul = lines.nul();
    if (nul > 0) {
      return mistake("E_NUL", "byte " + nul + " is NUL; no command can contain it");
    }
    String text = lines.text();
    return text == null
        ? mistake("E_ENCODING", lines.encodingFault())
        : form.read(text, lines.number(), mistakes);
  }

  private String tooLong() {
    String length = lines.length() + (lines.isTerminated() ? "" : " or more");
    return length + " bytes, limit " + LineReader.MAX_LINE + " in a line";
  }

  private @Nullable TaskSpec mistake(String code, String message) {
    mistakes.add(lines.number(), code, message);
    return null;
  }
}
