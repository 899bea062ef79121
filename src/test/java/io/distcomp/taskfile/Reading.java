package io.distcomp.taskfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** What came out of a submission that was read to its end. For the tests of this package. */
record Reading(
    List<TaskSpec> tasks, List<Mistake> mistakes, long count, List<String> notes, JobRequest job) {

  static final JobRequest NO_JOB = JobRequest.named(null);

  static Reading of(String text, TaskFile.Format format) {
    return of(text.getBytes(UTF_8), format);
  }

  static Reading of(byte[] bytes, TaskFile.Format format) {
    return of(new ByteArrayInputStream(bytes), format, NO_JOB, Limits.STANDARD, 100);
  }

  static Reading of(
      InputStream in, TaskFile.Format format, JobRequest job, Limits limits, int chunk) {
    try (TaskFile file = TaskFiles.open(in, format, job, limits)) {
      List<TaskSpec> all = new ArrayList<>();
      List<TaskSpec> some = file.next(chunk);
      while (!some.isEmpty()) {
        if (some.size() > chunk) {
          throw new AssertionError(some.size() + " tasks instead of " + chunk);
        }
        all.addAll(some);
        some = file.next(chunk);
      }
      return new Reading(
          all, file.mistakes(), file.mistakeCount(), file.notes(), file.job(Reading.NO_JOB));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> commands() {
    return tasks.stream().map(TaskSpec::command).toList();
  }

  List<String> codes() {
    return mistakes.stream().map(Mistake::code).toList();
  }

  /** The mistakes as they are shown. */
  List<String> said() {
    return mistakes.stream().map(Mistake::toString).toList();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
