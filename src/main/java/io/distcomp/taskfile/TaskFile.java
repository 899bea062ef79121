package io.distcomp.taskfile;

import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A submission, read from its beginning to its end in flat memory. Blocking: never on an event
 * loop. The usual way is to read it twice: once for its mistakes, then for its tasks.
 */
public interface TaskFile extends Closeable {

  /** The most mistakes that are kept; the rest is counted. */
  int MAX_MISTAKES = 1000;

  /**
   * The next good tasks, at most {@code max}; empty at the end. Tasks with mistakes are left out
   * and noted.
   *
   * @throws IOException when the bytes cannot be read (a broken gzip stream is a mistake, not this)
   */
  List<TaskSpec> next(int max) throws IOException;

  /** Mistakes found so far, in the order of the file, at most {@link #MAX_MISTAKES}. */
  List<Mistake> mistakes();

  /** How many mistakes were found so far. */
  long mistakeCount();

  /** Things worth saying that are no mistakes, such as a byte order mark. */
  List<String> notes();

  /**
   * What a JSON body says about the job; complete only at the end of the file. Other forms say
   * nothing and return {@code base}.
   */
  JobRequest job(JobRequest base);

  /** How a submission is written. */
  enum Format {
    /** Told from the content: gzip, JSON, NDJSON, task lines or plain commands. */
    AUTO,
    /** {@code shell:5:8:2:echo hi}. */
    LINES,
    /** One command per line. */
    PLAIN,
    /** The body of {@code POST /jobs}. */
    JSON,
    /** One JSON task per line. */
    NDJSON
  }
}
