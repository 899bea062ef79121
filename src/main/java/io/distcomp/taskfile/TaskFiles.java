package io.distcomp.taskfile;

import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import io.distcomp.taskfile.TaskFile.Format;
import java.io.IOException;
import java.io.InputStream;

/**
 * Opens submissions. Anybody may use it; each {@link TaskFile} belongs to the one who opened it.
 *
 * <p>The usual way: spool the bytes, open them, read to the end, refuse if there are mistakes; then
 * open them again with {@link TaskFile#job} of the first reading as {@code job}, so that a priority
 * behind the tasks of a JSON body counts, and store what {@link TaskFile#next} gives.
 */
public final class TaskFiles {
  private TaskFiles() {}

  /**
   * Opens a submission, plain or compressed with gzip; closing it closes the stream. Blocks until
   * the first 64 KiB or the end have come.
   *
   * @param job its priority is that of tasks that name none
   * @throws IOException when the stream cannot be read
   */
  public static TaskFile open(InputStream in, Format format, JobRequest job) throws IOException {
    return open(in, format, job, Limits.STANDARD);
  }

  static TaskFile open(InputStream in, Format format, JobRequest job, Limits limits)
      throws IOException {
    Source source = new Source(in, limits);
    Integer said = job.priority();
    int priority = said == null ? TaskSpec.DEFAULT_PRIORITY : said;
    Format told = format == Format.AUTO ? FormatGuess.of(source.peek()) : format;
    return switch (told) {
      case JSON -> new JsonTasks(source, limits, priority);
      case NDJSON -> new LineTasks(source, limits, new JsonLineForm(priority));
      case LINES -> new LineTasks(source, limits, LineForm.lines());
      case PLAIN -> new LineTasks(source, limits, LineForm.plain(priority));
      case AUTO -> new LineTasks(source, limits, LineForm.told(priority));
    };
  }
}
