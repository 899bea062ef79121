package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Free memory of machines and containers of all kinds. */
class MachineMemoryTest {
  private static final long GB = 1L << 30;

  @TempDir Path root;

  private MachineMemory memory() {
    return new MachineMemory(root);
  }

  @Test
  void withoutAControlGroupItIsWhatTheMachineHas() throws IOException {
    available(8 * GB);

    assertThat(memory().availableBytes()).isEqualTo(8 * GB);
  }

  @Test
  void whereTheSystemDoesNotTellNothingIsEverShort() throws IOException {
    assertThat(memory().availableBytes()).isEqualTo(Long.MAX_VALUE);
    file("proc/meminfo", "MemTotal: 1 kB\nMemAvailable: many kB\n");
    assertThat(memory().availableBytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aLimitOfVersionTwoHoldsLessWhatIsUsedAndNotReclaimable() throws IOException {
    available(8 * GB);
    file("proc/self/cgroup", "0::/a/b\n");
    group("a/b", "max", 3 * GB, "");
    group("a", "" + 4 * GB, 3 * GB, "anon 9\nfile 7\nactive_file " + GB / 2 + "\n");
    stat("a", "active_file " + GB / 2, "inactive_file " + GB / 4, "slab_reclaimable " + GB / 4);

    assertThat(memory().availableBytes()).isEqualTo(2 * GB);
  }

  @Test
  void theTightestGroupDecides() throws IOException {
    available(8 * GB);
    file("proc/self/cgroup", "0::/a/b\n");
    group("a/b", "" + 2 * GB, GB / 2, "");
    group("a", "" + 4 * GB, 3 * GB, "");

    assertThat(memory().availableBytes()).isEqualTo(GB);
  }

  @Test
  void aRoomyGroupLeavesTheMachineToDecide() throws IOException {
    available(GB);
    file("proc/self/cgroup", "0::/a\n");
    group("a", "" + 4 * GB, GB, "");

    assertThat(memory().availableBytes()).isEqualTo(GB);
  }

  @Test
  void aLimitThatChangesWhileTheNodeRunsIsSeen() throws IOException {
    available(8 * GB);
    file("proc/self/cgroup", "0::/a\n");
    group("a", "max", GB, "");
    MachineMemory memory = memory();
    assertThat(memory.availableBytes()).isEqualTo(8 * GB);

    file("sys/fs/cgroup/a/memory.max", 3 * GB + "\n");
    assertThat(memory.availableBytes()).isEqualTo(2 * GB);
    file("sys/fs/cgroup/a/memory.current", 4 * GB + "\n");
    assertThat(memory.availableBytes()).isZero();
  }

  @Test
  void versionOneIsReadToo() throws IOException {
    available(8 * GB);
    file("proc/self/cgroup", "8:pids:/x\n4:cpu,memory:/jobs/7\n0::/\n");
    String group = "sys/fs/cgroup/memory/jobs/7/";
    file(group + "memory.limit_in_bytes", 3 * GB + "\n");
    file(group + "memory.usage_in_bytes", 2 * GB + "\n");
    file(
        group + "memory.stat",
        "inactive_file 5\ntotal_inactive_file " + GB / 4 + "\ntotal_active_file " + GB / 4 + "\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", 7 * GB + "\n");

    assertThat(memory().availableBytes()).isEqualTo(GB + GB / 2);
  }

  @Test
  void theCounterIsThatOfTheOwnGroupElseOfTheMachine() throws IOException {
    assertThat(memory().oomCounter().kills().read()).isEmpty();

    file("proc/vmstat", "nr_free_pages 9\noom_kill 7\noom_kill_x 8\n");
    assertThat(memory().oomCounter().isOwn()).isFalse();
    assertThat(memory().oomCounter().kills().read()).hasValue(7);

    file("proc/self/cgroup", "4:memory:/m\n0::/a/b\n");
    file("sys/fs/cgroup/memory/m/memory.oom_control", "under_oom 0\noom_kill 4\n");
    assertThat(memory().oomCounter().isOwn()).isTrue();
    assertThat(memory().oomCounter().kills().read()).hasValue(4);

    file("proc/self/cgroup", "0::/a/b\n");
    file("sys/fs/cgroup/a/memory.events", "oom 3\noom_kill 3\n");
    file("sys/fs/cgroup/a/b/memory.events", "max 9\noom 2\noom_kill 2\noom_group_kill 0\n");
    assertThat(memory().oomCounter().kills().read()).hasValue(2);
  }

  @Test
  void thisMachineHasMemoryToGive() {
    assertThat(MachineMemory.ofThisMachine().availableBytes()).isPositive();
  }

  private void available(long bytes) throws IOException {
    file("proc/meminfo", "MemTotal: 16777216 kB\nMemAvailable:  " + bytes / 1024 + " kB\n");
  }

  private void group(String name, String limit, long used, String stat) throws IOException {
    file("sys/fs/cgroup/" + name + "/memory.max", limit + "\n");
    file("sys/fs/cgroup/" + name + "/memory.current", used + "\n");
    stat(name, stat);
  }

  private void stat(String name, String... lines) throws IOException {
    file("sys/fs/cgroup/" + name + "/memory.stat", String.join("\n", lines) + "\n");
  }

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
