package io.distcomp.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one stream: its first bytes, up to a cap. Written by one thread at a time; an error
 * ends the writing, never the reading of the stream, and removes the file: a part of it would only
 * keep a full disk full.
 */
final class OutputFile {
  private static final Logger LOG = LoggerFactory.getLogger(OutputFile.class);

  private final String name;
  private final long cap;
  private @Nullable Path path;
  private @Nullable FileChannel channel;
  private @Nullable String error;
  private long length;

  OutputFile(Path directory, String name, long cap) {
    this.name = name;
    this.cap = cap;
    try {
      Path wanted = directory.resolve(name);
      channel = create(wanted);
      path = wanted;
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Over a file that is open already. */
  OutputFile(FileChannel channel, String name, long cap) {
    this.channel = channel;
    this.name = name;
    this.cap = cap;
  }

  private static FileChannel create(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent, attribute("rwx------"));
    }
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        attribute("rw-------"));
  }

  private static java.nio.file.attribute.FileAttribute<?> attribute(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  /** Writes as much of the bytes as the cap allows. */
  void write(ByteBuffer bytes) {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    bytes.limit(bytes.position() + (int) Math.min(bytes.remaining(), cap - length));
    try {
      while (bytes.hasRemaining()) {
        length += open.write(bytes);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  private void fail(IOException e) {
    if (error == null) {
      error = "cannot write " + name + ": " + e;
    }
    close();
    remove();
  }

  private void remove() {
    Path made = path;
    path = null;
    length = 0;
    if (made != null) {
      try {
        Files.deleteIfExists(made);
      } catch (IOException e) {
        LOG.warn("a part of an output stays in {}: {}", made, e.toString());
      }
    }
  }

  /** Relative to the directory; null when nothing of it exists. */
  @Nullable String nameIfAny() {
    return length > 0 ? name : null;
  }

  long length() {
    return length;
  }

  @Nullable String error() {
    return error;
  }
}
