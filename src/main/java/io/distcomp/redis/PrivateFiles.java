package io.distcomp.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Writes what only the user of the node may read: files of mode 0600, programs and directories of
 * mode 0700, each complete or not there. For this package only.
 */
final class PrivateFiles {
  private PrivateFiles() {}

  private static final Set<PosixFilePermission> OWN_ALL =
      PosixFilePermissions.fromString("rwx------");

  /** Makes a directory and its parents; one that exists loses what others may do with it. */
  static void directory(Path directory) throws IOException {
    Files.createDirectories(directory, mode("rwx------"));
    Files.setPosixFilePermissions(directory, OWN_ALL);
  }

  /** A new executable file of the directory, under a name of its own. */
  static Path program(Path directory, byte[] content) throws IOException {
    Path file = Files.createTempFile(directory, "program", ".tmp", mode("rwx------"));
    return Files.write(file, content);
  }

  /** Replaces a file in one step: a crash leaves the old content or the new. */
  static void write(Path file, String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(directory, "write", ".tmp", mode("rw-------"));
    Files.writeString(fresh, text, UTF_8);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The text of a file without the white space around it; nothing when it is missing or empty. */
  static Optional<String> read(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(Files.readString(file, UTF_8).strip()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
