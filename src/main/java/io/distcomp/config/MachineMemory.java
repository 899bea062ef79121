package io.distcomp.config;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * How much memory this process and its children may use: the machine's, or the smallest limit of
 * its control groups. Used by {@link Machine}; every file is below a given root, so that tests can
 * make one.
 */
final class MachineMemory {

  private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");

  private MachineMemory() {}

  static long total(Path root) {
    long installed = installed(root).orElseGet(MachineMemory::asTheJvmSeesIt);
    return LongStream.concat(LongStream.of(installed), limits(root)).min().orElse(installed);
  }

  private static OptionalLong installed(Path root) {
    return MemoryGroup.lines(root.resolve("proc/meminfo")).stream()
        .map(TOTAL::matcher)
        .filter(Matcher::lookingAt)
        .mapToLong(m -> Long.parseLong(m.group(1)) * 1024)
        .findFirst();
  }

  private static long asTheJvmSeesIt() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static LongStream limits(Path root) {
    return MemoryGroup.of(root).stream()
        .map(MemoryGroup::limit)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong);
  }
}
