package io.distcomp.node;

import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Outcomes that the queue cannot store, each in a file for people: what ended how, then what it
 * wrote. It blocks; {@link OutcomeStore} calls it.
 */
final class RefusedOutcomes {

  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Set<Commit> ANSWERED =
      EnumSet.of(Commit.COMMITTED, Commit.ALREADY, Commit.STALE, Commit.UNKNOWN);

  private final Path folder;

  RefusedOutcomes(Path folder) {
    this.folder = folder;
  }

  /** Whether the answer is none of those that settle a report. */
  static boolean isRefused(Commit commit) {
    return !ANSWERED.contains(commit);
  }

  /** Writes one, in place of an earlier file about the same execution. */
  Path write(AttemptReport report) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder, PRIVATE_FOLDER);
    }
    Path file = folder.resolve("refused-" + report.id() + "-" + report.token());
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE_FILE)) {
      ByteBuffer text = ByteBuffer.wrap(text(report));
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    }
    return file;
  }

  private static byte[] text(AttemptReport report) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Attempt attempt = report.attempt();
    line(out, "task: " + report.id());
    line(out, "token: " + report.token());
    line(out, "node: " + attempt.node());
    line(out, "started: " + attempt.startedAt());
    line(out, "ended: " + attempt.endedAt());
    line(out, "outcome: " + attempt.outcome());
    stream(out, "stdout", report.stdout());
    stream(out, "stderr", report.stderr());
    return out.toByteArray();
  }

  private static void stream(OutputStream out, String name, CapturedStream stream)
      throws IOException {
    line(out, "");
    line(
        out,
        "--- "
            + name
            + ", "
            + stream.length()
            + " bytes"
            + (stream.file() == null ? "" : ", kept in " + stream.file()));
    out.write(stream.head());
    if (!stream.isWhole()) {
      line(out, "");
      line(out, "--- not kept here ---");
    }
    out.write(stream.tail());
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
