package io.distcomp.process;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the processes of this machine from {@code /proc}; where there is none it sees nothing. Not
 * safe for threads: each user has its own, because the buffer is reused.
 */
final class ProcTable {
  private static final File PROC = new File("/proc");
  private static final byte[] MARK = (Marks.VARIABLE + "=").getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_ENVIRON = 8 << 20;

  private final boolean exists = exists();
  private final long self = ProcessHandle.current().pid();
  private byte[] buffer = new byte[32 * 1024];
  private final StatLine stat = new StatLine();

  /**
   * A process that is not dead.
   *
   * @param cpuTicks of itself and of the children that it has waited for, in clock ticks
   * @param startTime in clock ticks since boot; with the pid it names a process for good
   * @param residentPages its memory
   * @param exiting it has ended but is not yet a zombie; its pipes may be closed already
   */
  record Entry(
      long pid,
      long group,
      long session,
      boolean exiting,
      long cpuTicks,
      long startTime,
      long residentPages) {}

  static boolean exists() {
    return new File(PROC, "self/stat").exists();
  }

  /**
   * Shows every process that is neither dead nor a zombie. False when the look failed (no free file
   * descriptor, say), which shows in that not even this process was seen.
   */
  @CanIgnoreReturnValue
  boolean forEach(Consumer<Entry> visitor) {
    String[] names = PROC.list();
    if (names == null) {
      return !exists;
    }
    boolean sawSelf = false;
    for (String name : names) {
      if (Character.isDigit(name.charAt(0))) {
        Entry entry = entry(Long.parseLong(name));
        if (entry != null) {
          sawSelf |= entry.pid() == self;
          visitor.accept(entry);
        }
      }
    }
    return sawSelf || !exists;
  }

  /** The process of this id; null when there is none or it is dead. */
  @Nullable Entry entry(long pid) {
    int length = read("/proc/" + pid + "/stat", 4096);
    return length > 0 ? stat.parse(pid, buffer, length) : null;
  }

  /** The mark that a process carries; null when it has none or may not be looked into. */
  @Nullable String markOf(long pid) {
    int length = read("/proc/" + pid + "/environ", MAX_ENVIRON);
    for (int at = 0; at + MARK.length <= length; at = endOf(at, length) + 1) {
      if (startsWithMark(at)) {
        int from = at + MARK.length;
        return new String(buffer, from, endOf(at, length) - from, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  private boolean startsWithMark(int at) {
    return Arrays.equals(buffer, at, at + MARK.length, MARK, 0, MARK.length);
  }

  private int endOf(int from, int length) {
    int at = from;
    while (at < length && buffer[at] != 0) {
      at++;
    }
    return at;
  }

  /** Reads a whole file into the buffer; 0 when it cannot be read. */
  private int read(String path, int max) {
    try (FileInputStream in = new FileInputStream(path)) {
      int length = 0;
      int count;
      while ((count = in.read(buffer, length, buffer.length - length)) > 0) {
        length += count;
        if (length == buffer.length) {
          if (length >= max) {
            return length;
          }
          buffer = Arrays.copyOf(buffer, 2 * length);
        }
      }
      return length;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Bytes of a page of memory. */
  static long pageSize() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
        if (line.startsWith("KernelPageSize:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return 4096;
    }
    return 4096;
  }
}
