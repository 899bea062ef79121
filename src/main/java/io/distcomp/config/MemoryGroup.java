package io.distcomp.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A control group for memory that this process is in: its own or one around it. Immutable; each
 * question reads a file of the kernel that answers from memory.
 *
 * @param directory of the group
 * @param version of the kernel's interface, 1 or 2
 */
public record MemoryGroup(Path directory, int version) {

  /** File cache and what the kernel gives back under pressure, without any process noticing. */
  private static final Set<String> RECLAIMABLE_1 =
      Set.of("total_inactive_file", "total_active_file");

  private static final Set<String> RECLAIMABLE_2 =
      Set.of("inactive_file", "active_file", "slab_reclaimable");

  /**
   * This process' own group first, then those around it; empty without control groups.
   *
   * @param root the folder that holds {@code proc} and {@code sys}
   */
  public static List<MemoryGroup> of(Path root) {
    return lines(root.resolve("proc/self/cgroup")).stream()
        .flatMap(line -> groups(root, line))
        .toList();
  }

  /** A line is {@code id:controllers:path}; no controllers means version 2. */
  private static Stream<MemoryGroup> groups(Path root, String line) {
    String[] fields = line.split(":", 3);
    if (fields.length < 3) {
      return Stream.empty();
    }
    if (fields[1].isEmpty()) {
      return Stream.of("sys/fs/cgroup", "sys/fs/cgroup/unified")
          .flatMap(mount -> upwards(root.resolve(mount), fields[2], 2));
    }
    return List.of(fields[1].split(",")).contains("memory")
        ? upwards(root.resolve("sys/fs/cgroup/memory"), fields[2], 1)
        : Stream.empty();
  }

  /** Within a container the path may exist only from its root on. */
  private static Stream<MemoryGroup> upwards(Path mount, String group, int version) {
    Path start = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    return Stream.iterate(
            start.startsWith(mount) ? start : mount, p -> p.startsWith(mount), Path::getParent)
        .map(p -> new MemoryGroup(p, version));
  }

  /** Bytes that the group may use; empty without a limit. */
  public OptionalLong limit() {
    return number(version == 2 ? "memory.max" : "memory.limit_in_bytes");
  }

  /** Bytes that its processes could still get; empty without a limit. */
  public OptionalLong available() {
    OptionalLong limit = limit();
    OptionalLong used = number(version == 2 ? "memory.current" : "memory.usage_in_bytes");
    return limit.isEmpty() || used.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.max(0, limit.getAsLong() - Math.max(0, used.getAsLong() - reclaimable())));
  }

  private long reclaimable() {
    Set<String> names = version == 2 ? RECLAIMABLE_2 : RECLAIMABLE_1;
    return lines(directory.resolve("memory.stat")).stream()
        .map(line -> line.split(" ", 2))
        .filter(words -> words.length == 2 && names.contains(words[0]))
        .flatMapToLong(words -> positive(words[1]))
        .sum();
  }

  /** How many of its processes the kernel has killed for memory; empty where it does not tell. */
  public OptionalLong kills() {
    return counter(directory.resolve(version == 2 ? "memory.events" : "memory.oom_control"));
  }

  /** The same of the whole machine. */
  public static OptionalLong killsOfMachine(Path root) {
    return counter(root.resolve("proc/vmstat"));
  }

  private static OptionalLong counter(Path file) {
    return lines(file).stream()
        .filter(line -> line.matches("oom_kill \\d{1,18}"))
        .mapToLong(line -> Long.parseLong(line.substring(9)))
        .findFirst();
  }

  private OptionalLong number(String file) {
    List<String> lines = lines(directory.resolve(file));
    return lines.size() == 1 ? positive(lines.get(0)).findFirst() : OptionalLong.empty();
  }

  /** "max" is none; version 1 says none with a number near 2^63. */
  private static LongStream positive(String text) {
    return text.matches("[1-9]\\d{0,17}")
        ? LongStream.of(Long.parseLong(text))
        : LongStream.empty();
  }

  /** Of a file of the kernel; none where there is no such file. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
