package io.distcomp.cli;

import io.distcomp.config.Machine;
import io.distcomp.process.Spawners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code doctor} asks of the machine. Blocking; used by {@link DoctorVerb} alone. */
final class MachineChecks {

  private static final int JAVA = 17;
  private static final int FILES_OF_ITS_OWN = 256;
  private static final int FILES_OF_A_TASK = 8;
  private static final long SMALL = 1L << 30;
  private static final Pattern OPEN_FILES =
      Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)");

  private MachineChecks() {}

  static List<Checkup> all(int slots) {
    return List.of(java(), spawner(), openFiles(slots), memory());
  }

  private static Checkup java() {
    String version = System.getProperty("java.version");
    return Runtime.version().feature() >= JAVA
        ? Checkup.ok("java", version)
        : Checkup.fault("java", version, "use Java " + JAVA + " or newer");
  }

  private static Checkup spawner() {
    Optional<String> why = Spawners.whyNotPosix();
    return why.isEmpty()
        ? Checkup.ok("spawner", "posix_spawn")
        : Checkup.warning(
            "spawner",
            "ProcessBuilder: " + why.get(),
            "commands start, but slower; posix_spawn needs 64-bit Linux 5.3 and glibc 2.34");
  }

  private static Checkup openFiles(int slots) {
    long wanted = FILES_OF_ITS_OWN + (long) FILES_OF_A_TASK * slots;
    String limit = openFileLimit();
    if (!limit.matches("\\d{1,18}")) {
      return Checkup.ok("open files", limit);
    }
    return Long.parseLong(limit) >= wanted
        ? Checkup.ok("open files", limit)
        : Checkup.fault(
            "open files",
            limit + ", " + wanted + " are needed for " + slots + " tasks at a time",
            "raise it (ulimit -n), or lower max_task_per_worker");
  }

  private static String openFileLimit() {
    try {
      Matcher limit = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
      return limit.find() ? limit.group(1) : "not known here";
    } catch (IOException e) {
      return "not known here";
    }
  }

  private static Checkup memory() {
    Machine machine = Machine.real();
    String found =
        Wording.memory(gb(machine.memoryBytes())) + ", " + Wording.count(machine.cpus(), "cpu");
    return machine.memoryBytes() >= SMALL
        ? Checkup.ok("memory", found)
        : Checkup.warning("memory", found, "little for a node, its tasks and a Redis");
  }

  static double gb(long bytes) {
    return bytes / (double) (1L << 30);
  }
}
