package io.distcomp.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory and the home of machines of all kinds. */
class MachineMemoryTest {
  private static final long GB = 1L << 30;

  @TempDir Path root;

  @Test
  void withoutALimitItIsAllOfTheMachine() throws IOException {
    file("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:  1 kB\n");
    file("proc/self/cgroup", "0::/user.slice\n");
    file("sys/fs/cgroup/user.slice/memory.max", "max\n");
    assertThat(MachineMemory.total(root)).isEqualTo(16 * GB);
  }

  @Test
  void theSmallestLimitOnTheWayUpHolds() throws IOException {
    file("proc/meminfo", "MemTotal: 16777216 kB\n");
    file("proc/self/cgroup", "0::/a/b\n");
    file("sys/fs/cgroup/a/b/memory.max", "max\n");
    file("sys/fs/cgroup/a/memory.max", 2 * GB + "\n");
    file("sys/fs/cgroup/memory.max", 4 * GB + "\n");
    assertThat(MachineMemory.total(root)).isEqualTo(2 * GB);
  }

  @Test
  void aLimitAboveTheMachineChangesNothing() throws IOException {
    file("proc/meminfo", "MemTotal: 1048576 kB\n");
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", 4 * GB + "\n");
    assertThat(MachineMemory.total(root)).isEqualTo(GB);
  }

  @Test
  void versionOneIsReadToo() throws IOException {
    file("proc/meminfo", "MemTotal: 16777216 kB\n");
    file("proc/self/cgroup", "8:pids:/x\n4:cpu,memory:/jobs/7\n0::/\n");
    file("sys/fs/cgroup/memory/jobs/7/memory.limit_in_bytes", 3 * GB + "\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(MachineMemory.total(root)).isEqualTo(3 * GB);
  }

  @Test
  void inAContainerTheLimitIsAtTheRootOfTheMount() throws IOException {
    file("proc/meminfo", "MemTotal: 16777216 kB\n");
    file("proc/self/cgroup", "0::/../../elsewhere\n");
    file("sys/fs/cgroup/memory.max", 5 * GB + "\n");
    assertThat(MachineMemory.total(root)).isEqualTo(5 * GB);
  }

  @Test
  void withoutProcTheJvmIsAsked() {
    assertThat(MachineMemory.total(root)).isGreaterThan(GB / 16);
  }

  @Test
  void thisMachineHasAHomeANameAndMemory() {
    Machine machine = Machine.real();
    assertThat(machine.hostName()).isNotBlank();
    assertThat(machine.memoryBytes()).isGreaterThan(GB / 16);
    assertThat(machine.cpus()).isPositive();
  }

  @Test
  void homeIsTheVariableIfAbsoluteElseTheProperty() {
    assertThat(new Machine("/h", "/u", "n", 1, 1).home()).isEqualTo(Path.of("/h"));
    assertThat(new Machine("h", "/u", "n", 1, 1).home()).isEqualTo(Path.of("/u"));
    assertThat(new Machine("", "/u", "n", 1, 1).home()).isEqualTo(Path.of("/u"));
    assertThat(new Machine(null, "/u", "n", 1, 1).home()).isEqualTo(Path.of("/u"));
    assertThat(new Machine(null, "?", "n", 1, 1).home()).isNull();
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
