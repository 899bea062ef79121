package io.distcomp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OrphanTest {
  @TempDir Path directory;
  private final NodeId node = new NodeId(UUID.randomUUID());
  private final Incarnation first = new Incarnation("00000000000000a1");
  private final Incarnation second = new Incarnation("00000000000000a2");
  private final String owner = Marks.ofIncarnation(node, first);
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  /** A node in a JVM of its own. */
  private final class Node {
    final Process process;
    final long watcher;

    Node(String... ward) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of(NodeThatDies.class.getName(), owner, directory.toString()));
      command.addAll(List.of(ward));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      processes.add(process);
      watcher = awaitReady(process.inputReader());
    }

    private long awaitReady(BufferedReader lines) throws IOException {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("ready ")) {
          return Long.parseLong(line.substring(6));
        }
      }
      throw new AssertionError("the node ended before it was ready");
    }

    void die() throws InterruptedException {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private Set<Long> marked() {
    return SpawnerFixture.marked(owner);
  }

  private void awaitAllCommands() {
    await().until(() -> marked().size() >= 3 * NodeThatDies.COMMANDS);
  }

  @Test
  void nothingSurvivesANodeThatIsKilled() throws Exception {
    Node dying = new Node();
    awaitAllCommands();
    dying.die();
    await().atMost(Duration.ofSeconds(2)).until(() -> marked().isEmpty());
    await().until(() -> !isAlive(dying.watcher));
  }

  @Test
  void aWatcherThatDiesIsReplacedByOneThatWatches() throws Exception {
    String other = Marks.ofIncarnation(node, second);
    try (OrphanWatcher watcher = OrphanWatcher.start(other, null)) {
      long before = watcher.pid();
      ProcessHandle.of(before).orElseThrow().destroyForcibly();
      await().until(() -> watcher.pid() != before && isAlive(watcher.pid()));
    }
  }

  @Test
  void aWatcherEndsWithAnOrderlyStopAndKillsNothing() throws Exception {
    OrphanWatcher watcher = OrphanWatcher.start(owner, null);
    Process marked =
        startMarked(
            Marks.of(
                node,
                io.distcomp.task.TaskId.parse("1.1"),
                new io.distcomp.task.Token(1, 1, first)));
    long pid = watcher.pid();
    watcher.close();
    await().until(() -> !isAlive(pid));
    assertThat(marked.isAlive()).isTrue();
  }

  @Test
  void aWatcherIsInASessionOfItsOwnWithoutAMarkAndIgnoresTerm() throws Exception {
    try (OrphanWatcher watcher = OrphanWatcher.start(owner, null)) {
      long pid = watcher.pid();
      await().until(() -> new ProcTable().entry(pid).session() == pid);
      assertThat(new ProcTable().markOf(pid)).isNull();
      await().until(() -> (ignoredSignals(pid) & 1L << 14) != 0);
    }
  }

  private static long ignoredSignals(long pid) throws IOException {
    String status = Files.readString(Path.of("/proc/" + pid + "/status"));
    return Long.parseUnsignedLong(status.replaceAll("(?s).*SigIgn:\\s*([0-9a-f]+).*", "$1"), 16);
  }

  @Test
  void aWardThatNobodyAdoptsIsEnded() throws Exception {
    Path adoption = Files.writeString(directory.resolve("adoption"), "first");
    Process ward = startMarked("none");
    Node dying = new Node(Long.toString(ward.pid()), adoption.toString());
    dying.die();
    assertThat(ward.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(ward.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void theWardThatTookTheFirstOnesPlaceIsEnded() throws Exception {
    Path adoption = Files.writeString(directory.resolve("adoption"), "first");
    Process first = startMarked("none");
    Process second = startMarked("none");
    Node dying =
        new Node(Long.toString(first.pid()), adoption.toString(), Long.toString(second.pid()));
    dying.die();
    assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(128 + 15);
    assertThat(first.isAlive()).isTrue();
  }

  @Test
  void aWardThatIsAdoptedLivesOn() throws Exception {
    Path adoption = Files.writeString(directory.resolve("adoption"), "first");
    Process ward = startMarked("none");
    Node dying = new Node(Long.toString(ward.pid()), adoption.toString());
    awaitAllCommands();
    dying.die();
    await().pollInterval(Duration.ofMillis(10)).until(() -> marked().isEmpty());
    Files.writeString(adoption, "second");
    await().until(() -> !isAlive(dying.watcher));
    assertThat(ward.isAlive()).isTrue();
  }

  @Test
  void theNextStartSweepsOlderIncarnationsOnly() throws Exception {
    Process old =
        startMarked(
            Marks.of(
                node,
                io.distcomp.task.TaskId.parse("1.1"),
                new io.distcomp.task.Token(1, 1, first)));
    Process own =
        startMarked(
            Marks.of(
                node,
                io.distcomp.task.TaskId.parse("1.1"),
                new io.distcomp.task.Token(1, 2, second)));
    Process foreign = startMarked(new NodeId(UUID.randomUUID()) + "." + first + ".1.1.1");
    await().until(() -> !marked().isEmpty());
    assertThat(OrphanSweep.killAll(node, second)).isEqualTo(1);
    assertThat(old.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(own.isAlive()).isTrue();
    assertThat(foreign.isAlive()).isTrue();
    assertThat(OrphanSweep.killAll(node, second)).isZero();
  }

  private Process startMarked(String mark) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
    builder.environment().put(Marks.VARIABLE, mark);
    Process process = builder.start();
    processes.add(process);
    await().until(() -> mark.equals(new ProcTable().markOf(process.pid())));
    return process;
  }

  private static boolean isAlive(long pid) {
    return new ProcTable().entry(pid) != null;
  }
}
