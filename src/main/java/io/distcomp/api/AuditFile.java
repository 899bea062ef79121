package io.distcomp.api;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The audit log on disk: whole lines, for its owner alone, the newest 16 MiB in one file and seven
 * such files before it. For the one thread of {@link AuditTrail}; blocking.
 */
final class AuditFile implements Closeable {

  static final long MOST_BYTES = 16L << 20;
  static final int KEPT = 7;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<StandardOpenOption> AT_END =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private final Path path;
  private final long mostBytes;
  private @Nullable FileChannel channel;
  private @Nullable Object identity;

  AuditFile(Path path, long mostBytes) {
    this.path = path;
    this.mostBytes = mostBytes;
  }

  /** Adds a line; when that fails, nothing of it is left. */
  void append(String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    FileChannel file = current();
    if (file.size() > 0 && file.size() + bytes.remaining() > mostBytes) {
      rotate();
      file = current();
    }
    long before = file.size();
    try {
      write(file, bytes, before);
    } catch (IOException e) {
      file.truncate(before);
      throw e;
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += file.write(bytes, position);
    }
  }

  /** The open file, or a new one when somebody has moved it away. */
  private FileChannel current() throws IOException {
    FileChannel open = channel;
    if (open != null && Objects.equals(identity, identityOf(path))) {
      return open;
    }
    close();
    FileChannel fresh = open();
    channel = fresh;
    identity = identityOf(path);
    return fresh;
  }

  private FileChannel open() throws IOException {
    if (Files.isSymbolicLink(path)) {
      throw new IOException(path + " is a symbolic link; remove it");
    }
    FileChannel fresh =
        FileChannel.open(path, AT_END, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.setPosixFilePermissions(path, OWNER_ONLY);
      endLastLine(fresh);
      return fresh;
    } catch (IOException | RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  /** What a fall of the machine left of a line is one for itself. */
  private void endLastLine(FileChannel file) throws IOException {
    long size = file.size();
    if (size > 0 && !endsWithNewline(size)) {
      write(file, ByteBuffer.wrap(new byte[] {'\n'}), size);
    }
  }

  private boolean endsWithNewline(long size) throws IOException {
    try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return reading.read(last, size - 1) == 1 && last.get(0) == '\n';
    }
  }

  private static @Nullable Object identityOf(Path path) throws IOException {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        ? Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey()
        : null;
  }

  private void rotate() throws IOException {
    close();
    for (int n = KEPT; n >= 1; n--) {
      Path newer = n == 1 ? path : numbered(n - 1);
      if (Files.exists(newer, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(newer, numbered(n), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path numbered(int n) {
    return path.resolveSibling(path.getFileName() + "." + n);
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
