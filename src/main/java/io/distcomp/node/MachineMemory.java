package io.distcomp.node;

import io.distcomp.config.MemoryGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory this process and its children could still get: of the machine, or of the control
 * groups around them. Immutable; reads files of the kernel that answer from memory, in
 * microseconds.
 */
final class MachineMemory {

  /**
   * A system property that names a folder with {@code proc} and {@code sys} in it, which are read
   * instead of the machine's. For tests.
   */
  private static final String PROPERTY = "distcomp.proc";

  private static final Pattern AVAILABLE =
      Pattern.compile("^MemAvailable:\\s+(\\d{1,15}) kB$", Pattern.MULTILINE);

  private final Path root;
  private final List<MemoryGroup> groups;

  /** {@code root} holds {@code proc} and {@code sys}. */
  MachineMemory(Path root) {
    this.root = root;
    groups = MemoryGroup.of(root);
  }

  static MachineMemory ofThisMachine() {
    return new MachineMemory(root());
  }

  /** The folder that holds {@code proc} and {@code sys}. */
  static Path root() {
    return Path.of(System.getProperty(PROPERTY, "/"));
  }

  /** Bytes; {@link Long#MAX_VALUE} where the system does not tell, so that it never stops work. */
  long availableBytes() {
    long least = ofMachine();
    for (MemoryGroup group : groups) {
      least = Math.min(least, group.available().orElse(Long.MAX_VALUE));
    }
    return least;
  }

  private long ofMachine() {
    try {
      Matcher m = AVAILABLE.matcher(Files.readString(root.resolve("proc/meminfo")));
      return m.find() ? Long.parseLong(m.group(1)) * 1024 : Long.MAX_VALUE;
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** How often the kernel killed a process for memory, as far as this node can see. */
  OomCounter oomCounter() {
    return groups.stream()
        .filter(group -> group.kills().isPresent())
        .findFirst()
        .map(group -> new OomCounter(group::kills, true))
        .orElseGet(() -> new OomCounter(() -> MemoryGroup.killsOfMachine(root), false));
  }

  /**
   * A counter of the kernel's kills for memory.
   *
   * @param kills since it began; empty where the system does not tell
   * @param isOwn counts those of this node's own control group alone, not of the whole machine
   */
  record OomCounter(Kills kills, boolean isOwn) {}

  /** Reads such a counter. */
  interface Kills {
    OptionalLong read();
  }
}
