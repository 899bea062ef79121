package io.distcomp.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.task.CapturedStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A spawner and what tests of it need. */
@Timeout(120)
abstract class SpawnerFixture {
  @TempDir Path directory;
  Commands commands;
  Spawner spawner;

  abstract Spawner create(SpawnerSettings settings);

  /** Java may close a pipe at the leader's end, before others have written to it. */
  boolean keepsLateOutput() {
    return true;
  }

  /** Whether commands lead groups; without them all that is marked is killed at the end. */
  boolean hasGroups() {
    return true;
  }

  @BeforeEach
  void open() {
    commands = new Commands(directory);
    spawner = create(new SpawnerSettings(commands.owner, 2, Duration.ofMillis(300)));
  }

  @AfterEach
  void nothingIsLeft() {
    spawner.close();
    assertThat(marked(commands.owner)).isEmpty();
  }

  static Set<Long> marked(String owner) {
    ProcTable table = new ProcTable();
    Set<Long> pids = new HashSet<>();
    table.forEach(entry -> pids.add(entry.pid()));
    pids.removeIf(
        pid -> {
          String mark = table.markOf(pid);
          return mark == null || !mark.startsWith(owner);
        });
    return pids;
  }

  Heard start(Command command) {
    Heard heard = new Heard();
    spawner.start(command, heard);
    return heard;
  }

  Exit run(String script) {
    return start(commands.sh(script)).exit();
  }

  static String text(CapturedStream stream) {
    return new String(stream.head(), ISO_8859_1) + new String(stream.tail(), ISO_8859_1);
  }

  /** Runs many quick commands, some at a time, and checks that each ends once and rightly. */
  void runMany(int count, int atATime) throws Exception {
    var places = new java.util.concurrent.Semaphore(atATime);
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.acquire();
      Heard heard = start(commands.sh("echo " + i + "; exit " + i % 7));
      var unused = heard.exited.thenRun(places::release);
      all.add(heard);
    }
    for (int i = 0; i < count; i++) {
      Exit exit = all.get(i).exit();
      assertThat(exit.exitCode()).isEqualTo(i % 7);
      assertThat(text(exit.stdout())).isEqualTo(i + "\n");
      assertThat(exit.backgroundKilled()).isFalse();
    }
  }

  static int openFiles() {
    return new java.io.File("/proc/self/fd").list().length;
  }

  static void assertNoZombies() {
    await()
        .untilAsserted(
            () ->
                assertThat(ProcessHandle.current().children().filter(SpawnerFixture::isZombie))
                    .isEmpty());
  }

  private static boolean isZombie(ProcessHandle handle) {
    return handle.isAlive() && new ProcTable().entry(handle.pid()) == null;
  }
}
