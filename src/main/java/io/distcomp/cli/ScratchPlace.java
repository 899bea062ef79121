package io.distcomp.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A folder that is gone with its contents when it is closed. Used by {@link BenchVerb} alone. */
final class ScratchPlace implements AutoCloseable {

  private final Path directory;

  private ScratchPlace(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes one that no other process has, below {@code ~/.distcomp}, for this user alone.
   *
   * @throws CliException when that is not possible
   */
  static ScratchPlace make(Caller caller, String name) {
    Path parent = caller.distcompHome().resolve("run");
    try {
      Files.createDirectories(parent);
      return new ScratchPlace(Files.createTempDirectory(parent, name + "-"));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNAVAILABLE, "cannot make a folder in " + parent + ": " + e.getMessage(), e);
    }
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try {
      Files.walkFileTree(directory, new Deletion());
    } catch (IOException e) {
      throw new CliException(
          ExitCode.INTERNAL, "cannot remove " + directory + ": " + e.getMessage(), e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
