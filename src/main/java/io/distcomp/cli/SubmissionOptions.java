package io.distcomp.cli;

import io.distcomp.taskfile.TaskFile;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a task file is to be taken. A mixin of {@code submit} and {@code run}. */
final class SubmissionOptions {

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The job's name. Tasks that a job of this name has already are not added again."
              + " Default: the file's name.")
  @Nullable String name;

  @Option(
      names = "--rerun",
      description = "Run all tasks of the file again, also those that have finished.")
  boolean rerun;

  @Option(
      names = "--partial",
      description = "Take the good lines of a file that has mistakes; by default none is taken.")
  boolean partial;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      completionCandidates = Forms.class,
      description = "auto, lines, plain, json or ndjson (default: told from the file).")
  TaskFile.@Nullable Format format;

  @Option(
      names = "--cwd",
      paramLabel = "DIR",
      description = "Where the commands run. Default: the current directory.")
  @Nullable String cwd;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "For tasks that say none: 0 to 9999, higher first.")
  @Nullable Integer priority;

  /** The query of {@code POST /jobs}, but for the name. */
  Query query(Caller caller) {
    return new Query()
        .flag("rerun", rerun)
        .flag("partial", partial)
        .with("format", format == null ? null : format.name().toLowerCase(Locale.ROOT))
        .with("cwd", directory(caller))
        .with("priority", priority);
  }

  /** As they are written. */
  static final class Forms implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(TaskFile.Format.values())
          .map(form -> form.name().toLowerCase(Locale.ROOT))
          .iterator();
    }
  }

  String directory(Caller caller) {
    return cwd == null ? caller.directory().toString() : caller.path(cwd).toString();
  }
}
