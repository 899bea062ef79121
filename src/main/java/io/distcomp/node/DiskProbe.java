package io.distcomp.node;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out whether a folder takes files: there is room, and what is written reaches the disk.
 * Blocks, on a bad disk for long; for worker threads and for the start of a node.
 */
public final class DiskProbe {

  /** Less free space than this is too little for the outputs of tasks. */
  private static final long LOW_WATER = 64L << 20;

  private static final int PROBE_BYTES = 1 << 20;

  private DiskProbe() {}

  /**
   * What is wrong with the folder; empty when nothing is. Makes the folder when it is missing.
   *
   * @param name of a file in it that only this caller uses; it is removed again
   * @param neededBytes free space that has to be there, if it is more than the low-water mark
   */
  static Optional<String> look(Path folder, String name, long neededBytes) {
    try {
      Files.createDirectories(folder);
      write(folder.resolve(name));
      return shortage(folder, neededBytes);
    } catch (IOException e) {
      return Optional.of("cannot write in " + folder + ": " + e);
    }
  }

  private static void write(Path file) throws IOException {
    byte[] bytes = new byte[PROBE_BYTES];
    Arrays.fill(bytes, (byte) 'x');
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        int unused = channel.write(rest);
      }
      channel.force(true);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * How little free space there is, in words; empty when there is enough, or when the system does
   * not tell. A small disk needs half of itself free at most, else it could never be used again.
   *
   * @throws IOException when there is no such folder
   */
  public static Optional<String> shortage(Path folder, long neededBytes) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    // A FileStore would look for the mount point, of which a chroot sees none.
    File disk = folder.toFile();
    long needed = Math.min(Math.max(LOW_WATER, neededBytes), disk.getTotalSpace() / 2);
    long free = disk.getUsableSpace();
    return free >= needed
        ? Optional.empty()
        : Optional.of(
            folder + " has " + mib(free) + " MiB free, less than the " + mib(needed) + " needed");
  }

  private static String mib(long bytes) {
    return Long.toString(bytes >> 20);
  }
}
