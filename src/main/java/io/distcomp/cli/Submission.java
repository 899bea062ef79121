package io.distcomp.cli;

import io.distcomp.taskfile.TaskFile;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one submission and what is known of them. Made by verbs, sent by {@link Submitter}.
 *
 * @param label how mistakes name it
 * @param name its default job name; null makes a new job
 * @param repeatable whether the body can be sent a second time
 */
record Submission(
    String label, @Nullable String name, FileForm form, BodyPublisher body, boolean repeatable) {

  /**
   * A file, or {@code -} for stdin.
   *
   * @throws CliException when it cannot be read
   */
  static Submission of(String argument, Session session) {
    if (argument.equals("-")) {
      return stream("stdin", session.console().in());
    }
    Path file = session.caller().path(argument);
    try {
      return Files.isRegularFile(file)
          ? file(argument, file)
          : stream(argument, Files.newInputStream(checked(argument, file)));
    } catch (IOException e) {
      throw unreadable(argument, e);
    }
  }

  /** One command, as a JSON body. */
  static Submission ofJson(Buffer json) {
    return new Submission(
        "command",
        null,
        new FileForm(FileForm.JSON, false),
        BodyPublishers.ofByteArray(json.getBytes()),
        true);
  }

  /** Task lines, as a text body. */
  static Submission ofLines(String lines) {
    return new Submission(
        "lines", null, new FileForm(FileForm.TEXT, false), BodyPublishers.ofString(lines), true);
  }

  /** What the user says of the form wins over what the bytes look like. */
  Submission in(TaskFile.@Nullable Format format) {
    if (format == null || format == TaskFile.Format.AUTO) {
      return this;
    }
    String type =
        switch (format) {
          case JSON -> FileForm.JSON;
          case NDJSON -> FileForm.NDJSON;
          case AUTO, LINES, PLAIN -> FileForm.TEXT;
        };
    return new Submission(label, name, new FileForm(type, form.isGzip()), body, repeatable);
  }

  private static Submission file(String argument, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String name = String.valueOf(file.getFileName());
      FileForm form = FileForm.of(name, in.readNBytes(FileForm.HEAD));
      return new Submission(argument, name, form, publisher(file), true);
    }
  }

  private static BodyPublisher publisher(Path file) throws FileNotFoundException {
    return BodyPublishers.ofFile(file);
  }

  private static Submission stream(String label, InputStream in) {
    try {
      byte[] head = in.readNBytes(FileForm.HEAD);
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
      FileForm form = FileForm.of(label, head);
      return new Submission(label, null, form, BodyPublishers.ofInputStream(() -> whole), false);
    } catch (IOException e) {
      throw unreadable(label, e);
    }
  }

  private static Path checked(String argument, Path file) {
    if (Files.isDirectory(file)) {
      throw new CliException(
          ExitCode.BAD_FILE, Escape.line(argument) + " is a directory; expected a file of tasks");
    }
    if (!Files.exists(file)) {
      throw new CliException(
          ExitCode.BAD_FILE,
          "there is no file " + Escape.line(argument) + " in " + Escape.line(parent(file)));
    }
    return file;
  }

  private static String parent(Path file) {
    return String.valueOf(file.getParent());
  }

  private static CliException unreadable(String label, IOException e) {
    return new CliException(
        ExitCode.BAD_FILE, "cannot read " + Escape.line(label) + ": " + e.getMessage(), e);
  }
}
