package io.distcomp.api;

import io.distcomp.task.JobRequest;
import io.distcomp.taskfile.TaskFile;
import java.io.IOException;
import java.io.InputStream;

/**
 * Opens a submission. Called on worker threads only; the caller closes what it gets, and with it
 * the stream.
 */
@FunctionalInterface
public interface TaskReader {

  /**
   * A reader at the beginning of these bytes.
   *
   * @param base what is known of the job already: its priority is that of tasks that name none
   */
  TaskFile open(InputStream bytes, TaskFile.Format format, JobRequest base) throws IOException;
}
