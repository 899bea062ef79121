package io.distcomp.cli;

import io.distcomp.config.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What {@code doctor} asks of the files and folders of a node. Blocking, changes nothing; used by
 * {@link DoctorVerb} alone.
 */
final class FileChecks {

  private static final long FULL = 100L << 20;
  private static final long NEARLY_FULL = 1L << 30;
  private static final Set<PosixFilePermission> READ_BY_OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");
  private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
      PosixFilePermissions.fromString("----w--w-");

  private FileChecks() {}

  static List<Checkup> all(Config config) {
    List<Checkup> checks = new ArrayList<>();
    Path file = config.file();
    if (file != null) {
      checks.add(mode("conf file", file, WRITTEN_BY_OTHERS, "chmod 600"));
    }
    checks.add(mode("data_dir", config.node().dataDir(), READ_BY_OTHERS, "chmod 700"));
    checks.add(space("space for data_dir", config.node().dataDir()));
    checks.add(space("space for results", config.node().resultDir()));
    if (config.http().tokenRequired()) {
      checks.add(mode("token file", config.http().tokenFile(), READ_BY_OTHERS, "chmod 600"));
    }
    return checks;
  }

  private static Checkup mode(
      String what, Path path, Set<PosixFilePermission> forbidden, String command) {
    if (!Files.exists(path)) {
      return Checkup.ok(what, path + " is made at the first start");
    }
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      String found = path + " " + PosixFilePermissions.toString(mode);
      if (mode.stream().noneMatch(forbidden::contains)) {
        return Files.isReadable(path)
            ? Checkup.ok(what, found)
            : Checkup.fault(what, found, "this user cannot read it");
      }
      return Checkup.fault(what, found + ": other users can use it", command + " " + path);
    } catch (UnsupportedOperationException e) {
      return Checkup.ok(what, path + " (this file system knows no modes)");
    } catch (IOException e) {
      return Checkup.fault(what, path + ": " + e.getMessage(), "make it readable for this user");
    }
  }

  private static Checkup space(String what, Path path) {
    File disk = existing(path).toFile();
    if (disk.getTotalSpace() == 0) {
      return Checkup.warning(
          what, path + ": the system does not tell how much is free", "see with df");
    }
    long free = disk.getUsableSpace();
    String found = Wording.memory(MachineChecks.gb(free)) + " free at " + path;
    if (free < FULL) {
      return Checkup.fault(what, found, "make room: tasks cannot keep their outputs");
    }
    return free < NEARLY_FULL
        ? Checkup.warning(what, found, "make room soon")
        : Checkup.ok(what, found);
  }

  private static Path existing(Path path) {
    Path at = path.toAbsolutePath();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }
}
