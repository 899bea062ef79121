package io.distcomp.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory the machine could still give to new processes. Stateless; reads a file of the
 * kernel that answers from memory, in microseconds.
 */
final class MachineMemory {

  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Pattern AVAILABLE =
      Pattern.compile("^MemAvailable:\\s+(\\d+) kB$", Pattern.MULTILINE);

  private MachineMemory() {}

  /** Bytes; {@link Long#MAX_VALUE} where the system does not tell, so that it never stops work. */
  static long availableBytes() {
    try {
      Matcher m = AVAILABLE.matcher(Files.readString(MEMINFO));
      return m.find() ? Long.parseLong(m.group(1)) * 1024 : Long.MAX_VALUE;
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
