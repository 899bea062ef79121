package io.distcomp.node;

import io.distcomp.task.NodeId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's own folder: one process at a time has it, and it keeps the node's lasting identity. Open
 * it first and close it last.
 */
public final class DataDir implements AutoCloseable {

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final FileChannel channel;
  private final NodeId nodeId;

  private DataDir(Path path, FileChannel channel, NodeId nodeId) {
    this.path = path;
    this.channel = channel;
    this.nodeId = nodeId;
  }

  /**
   * Makes the folder if need be (only its user may look into it) and locks it.
   *
   * @throws LockedException when another process has it
   * @throws IOException when it cannot be made or written
   */
  public static DataDir open(Path path) throws IOException {
    makePrivate(path);
    FileChannel channel =
        FileChannel.open(
            path.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      lock(path, channel);
      return new DataDir(path, channel, identity(path.resolve("node.id")));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void makePrivate(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PRIVATE));
    }
  }

  private static void lock(Path path, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new LockedException(path, holder(channel));
    }
    channel.truncate(0);
    String pid = ProcessHandle.current().pid() + "\n";
    int written = channel.write(StandardCharsets.UTF_8.encode(pid), 0);
    if (written != pid.length()) {
      throw new IOException("cannot write " + path.resolve("lock"));
    }
  }

  private static @Nullable String holder(FileChannel channel) throws IOException {
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(32);
    int read = channel.read(buffer, 0);
    String text = new String(buffer.array(), 0, Math.max(0, read), StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? null : text;
  }

  private static NodeId identity(Path file) throws IOException {
    try {
      Files.writeString(file, UUID.randomUUID() + "\n", StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      // made by an earlier start
    }
    String text = Files.readString(file).strip();
    try {
      return NodeId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not hold a node id; remove it to get a new one", e);
    }
  }

  public Path path() {
    return path;
  }

  public NodeId nodeId() {
    return nodeId;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Another process has the folder. */
  public static final class LockedException extends IOException {
    private static final long serialVersionUID = 1;

    LockedException(Path path, @Nullable String pid) {
      super(
          "the folder "
              + path
              + " is in use"
              + (pid == null ? "" : " by process " + pid)
              + "; stop that node, or name another data_dir");
    }
  }
}
