package io.distcomp.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A control group with a limit of memory or of processes, below the one that the test is in, for a
 * process that the test starts. Skips the test, with the reason, where there can be none: it needs
 * root, or a group that was given to this user.
 */
final class LimitedGroup implements AutoCloseable {

  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  private final Path directory;

  private LimitedGroup(Path directory) {
    this.directory = directory;
  }

  static LimitedGroup ofMemory(long bytes) {
    return create("memory", isV1("memory") ? "memory.limit_in_bytes" : "memory.max", bytes);
  }

  /** Of processes and threads: the kernel counts both. */
  static LimitedGroup ofTasks(long most) {
    return create("pids", "pids.max", most);
  }

  /** Another limit of processes and threads; what is there already stays. */
  void limitTasks(long most) throws IOException {
    limit("pids.max", most);
  }

  /** How many processes and threads are in it. */
  long tasks() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("pids.current")).strip());
  }

  private static LimitedGroup create(String controller, String file, long limit) {
    LimitedGroup group = null;
    try {
      boolean isV1 = isV1(controller);
      Path parent =
          MOUNT.resolve(isV1 ? controller : "").resolve("." + own(controller, isV1)).normalize();
      group =
          new LimitedGroup(
              Files.createDirectory(
                  parent.resolve("distcomp-it-" + ProcessHandle.current().pid())));
      group.limit(file, limit);
      return group;
    } catch (IOException e) {
      if (group != null) {
        group.close();
      }
      assumeTrue(false, "no control group with a limit of " + controller + " can be made: " + e);
      throw new AssertionError("unreachable", e);
    }
  }

  private static boolean isV1(String controller) {
    return Files.isDirectory(MOUNT.resolve(controller));
  }

  private static String own(String controller, boolean isV1) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/cgroup"));
    String start = isV1 ? ":" + controller + ":" : "0::";
    return lines.stream()
        .filter(line -> line.contains(start))
        .map(line -> line.substring(line.indexOf(start) + start.length()))
        .findFirst()
        .orElseThrow(() -> new IOException("this process is in none"));
  }

  private void limit(String file, long limit) throws IOException {
    Path unused = Files.writeString(directory.resolve(file), Long.toString(limit));
  }

  /** Words before a command that put it into this group. */
  String[] launcher() {
    String enter = "echo $$ >" + directory.resolve("cgroup.procs") + " && exec \"$@\"";
    return new String[] {"/bin/sh", "-c", enter, "sh"};
  }

  /** Once the last process is gone. */
  @Override
  public void close() {
    Waiting.atMost(Duration.ofSeconds(20), "the end of " + directory)
        .until(() -> directory.toFile().delete() || !Files.exists(directory));
  }
}
