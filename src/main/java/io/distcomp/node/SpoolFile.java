package io.distcomp.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of the spool: written by this process, or left by an earlier one. It blocks. Confined to
 * the thread of {@link OutcomeSpool}.
 */
final class SpoolFile {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolFile.class);
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final boolean isOwn;
  private @Nullable FileChannel channel;
  private long size;

  private SpoolFile(Path path, @Nullable FileChannel channel, long size) {
    this.path = path;
    this.isOwn = channel != null;
    this.channel = channel;
    this.size = size;
  }

  /** A new one with its header, for its user alone. */
  static SpoolFile create(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE);
    try {
      write(channel, OutcomeSegment.header());
      forceNames(path);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(path);
      throw e;
    }
    return new SpoolFile(path, channel, OutcomeSegment.HEADER_BYTES);
  }

  /** One that an earlier start of this node left. */
  static SpoolFile found(Path path) throws IOException {
    return new SpoolFile(path, null, Files.size(path));
  }

  /** A new name is on the disk only when its folder is. */
  static void forceNames(Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }

  Path path() {
    return path;
  }

  /** Whether this process wrote it. */
  boolean isOwn() {
    return isOwn;
  }

  boolean isOpen() {
    return channel != null;
  }

  long size() {
    return size;
  }

  /** Appends and forces to the disk: everything, or nothing. */
  void append(List<ByteBuffer> frames) throws IOException {
    FileChannel to = channel;
    if (to == null) {
      throw new IOException(path + " is closed");
    }
    long added = 0;
    try {
      for (ByteBuffer frame : frames) {
        added += frame.remaining();
        write(to, frame);
      }
      to.force(false);
    } catch (IOException e) {
      cutOff(to, e);
      throw e;
    }
    size += added;
  }

  /** Half a batch must not stay in front of what is appended later. */
  private void cutOff(FileChannel to, IOException cause) {
    try {
      to.truncate(size);
    } catch (IOException e) {
      cause.addSuppressed(e);
      close(); // nothing more goes behind it
    }
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (to.write(bytes) == 0) {
        throw new IOException("the disk takes nothing");
      }
    }
  }

  /** Ends the writing; all of it has been forced to the disk before. */
  void close() {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.warn("cannot close {}: {}", path, e.toString());
    }
  }

  byte[] read() throws IOException {
    return Files.readAllBytes(path);
  }

  /** All that is in it was answered; if it stays, the next start asks again, which is harmless. */
  void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("cannot remove {}, whose outcomes are recorded: {}", path, e.toString());
    }
  }

  /** Takes it out of the spool without losing a byte of it. */
  void setAside(String ending) {
    try {
      Path aside = Files.move(path, path.resolveSibling(path.getFileName() + ending));
      LOG.error("what is left of it is kept in {}", aside);
    } catch (IOException e) {
      LOG.error("{} cannot be set aside: {}", path, e.toString());
    }
  }
}
