package io.distcomp.config;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How much memory this process and its children may use: the machine's, or the smallest limit of
 * its control groups. Used by {@link Machine}; every file is below a given root, so that tests can
 * make one.
 */
final class MachineMemory {
  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");
  private static final String V1_LIMIT = "memory.limit_in_bytes";
  private static final String V2_LIMIT = "memory.max";

  private MachineMemory() {}

  static long total(Path root) {
    long installed = installed(root).orElseGet(MachineMemory::asTheJvmSeesIt);
    return LongStream.concat(LongStream.of(installed), limits(root)).min().orElse(installed);
  }

  private static OptionalLong installed(Path root) {
    return lines(root.resolve("proc/meminfo")).stream()
        .map(TOTAL::matcher)
        .filter(Matcher::lookingAt)
        .mapToLong(m -> Long.parseLong(m.group(1)) * 1024)
        .findFirst();
  }

  private static long asTheJvmSeesIt() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static LongStream limits(Path root) {
    return lines(root.resolve("proc/self/cgroup")).stream()
        .flatMap(line -> limitFiles(root, line))
        .map(MachineMemory::lines)
        .filter(lines -> lines.size() == 1)
        .flatMapToLong(lines -> limit(lines.get(0)));
  }

  /** A line is {@code id:controllers:path}; no controllers means version 2. */
  private static Stream<Path> limitFiles(Path root, String line) {
    String[] fields = line.split(":", 3);
    if (fields.length < 3) {
      return Stream.empty();
    }
    if (fields[1].isEmpty()) {
      return Stream.of("sys/fs/cgroup", "sys/fs/cgroup/unified")
          .flatMap(mount -> upwards(root.resolve(mount), fields[2], V2_LIMIT));
    }
    return List.of(fields[1].split(",")).contains("memory")
        ? upwards(root.resolve("sys/fs/cgroup/memory"), fields[2], V1_LIMIT)
        : Stream.empty();
  }

  /** A limit of any ancestor holds; within a container the path may exist only from its root on. */
  private static Stream<Path> upwards(Path mount, String group, String file) {
    Path start = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    return Stream.iterate(
            start.startsWith(mount) ? start : mount, p -> p.startsWith(mount), Path::getParent)
        .map(p -> p.resolve(file));
  }

  /** "max" is none; version 1 says none with a number near 2^63. */
  private static LongStream limit(String text) {
    return text.matches("[1-9]\\d{0,17}")
        ? LongStream.of(Long.parseLong(text))
        : LongStream.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }
}
