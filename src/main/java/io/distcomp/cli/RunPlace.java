package io.distcomp.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one {@code run}, locked so that two of them do not mix. Used by {@link RunVerb}
 * alone.
 */
final class RunPlace implements AutoCloseable {

  private final Path directory;
  private final FileChannel lockFile;

  private RunPlace(Path directory, FileChannel lockFile) {
    this.directory = directory;
    this.lockFile = lockFile;
  }

  /**
   * Takes the folder for a job of this name; it is made when missing.
   *
   * @throws CliException when another run has it
   */
  static RunPlace take(Caller caller, String jobName) {
    Path directory = caller.distcompHome().resolve("run").resolve(folder(jobName));
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return locked(directory, jobName);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE, "cannot use the folder " + directory + ": " + e.getMessage(), e);
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new CliException(
          ExitCode.INTERNAL, "cannot unlock " + directory + ": " + e.getMessage(), e);
    }
  }

  private static RunPlace locked(Path directory, String jobName) throws IOException {
    FileChannel file =
        FileChannel.open(
            directory.resolve("run.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    if (lock(file) == null) {
      String holder = text(file);
      file.close();
      throw CliException.unavailable(
          "another run of "
              + Escape.line(jobName)
              + " is going on"
              + (holder.isEmpty() ? "" : " (process " + holder + ")")
              + "; wait for its end, or give this one another --name");
    }
    file.truncate(0);
    int unused = file.write(StandardCharsets.US_ASCII.encode("" + ProcessHandle.current().pid()));
    return new RunPlace(directory, file);
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String text(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    int read = file.read(bytes, 0);
    String text = read <= 0 ? "" : new String(bytes.array(), 0, read, StandardCharsets.US_ASCII);
    return text.matches("[0-9]+") ? text : "";
  }

  /** A name may hold what a folder's may not. */
  private static String folder(String jobName) {
    String name = jobName.replaceAll("[/\\p{Cntrl}]", "_");
    return name.startsWith(".") ? "_" + name : name;
  }
}
