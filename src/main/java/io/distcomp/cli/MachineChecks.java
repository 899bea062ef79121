package io.distcomp.cli;

import io.distcomp.config.Machine;
import io.distcomp.config.OpenFiles;
import io.distcomp.process.Spawners;
import io.distcomp.task.Counted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code doctor} asks of the machine. Blocking; used by {@link DoctorVerb} alone. */
final class MachineChecks {

  private static final int JAVA = 17;
  private static final long SMALL = 1L << 30;

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
    String limit = OpenFiles.of(Path.of("/proc/self")).map(OpenFiles::soft).orElse(null);
    if (limit == null) {
      return Checkup.ok("open files", "not known here");
    }
    long wanted = OpenFiles.needed(slots);
    return OpenFiles.allows(limit, wanted)
        ? Checkup.ok("open files", limit)
        : Checkup.fault(
            "open files",
            limit + ", " + wanted + " are needed for " + Counted.of(slots, "task") + " at a time",
            "raise it (ulimit -n), or lower max_task_per_worker");
  }

  private static Checkup memory() {
    Machine machine = Machine.real();
    String found =
        Wording.memory(gb(machine.memoryBytes())) + ", " + Counted.of(machine.cpus(), "cpu");
    return machine.memoryBytes() >= SMALL
        ? Checkup.ok("memory", found)
        : Checkup.warning("memory", found, "little for a node, its tasks and a Redis");
  }

  static double gb(long bytes) {
    return bytes / (double) (1L << 30);
  }
}
