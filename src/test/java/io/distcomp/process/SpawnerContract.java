package io.distcomp.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.process.ProcessListener.Exit;
import io.distcomp.task.CapturedStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every spawner must do. */
@Timeout(120)
abstract class SpawnerContract {
  @TempDir Path directory;
  Commands commands;
  Spawner spawner;

  abstract Spawner create(SpawnerSettings settings);

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

  @Test
  void aCommandThatSucceedsExitsWithZero() {
    Exit exit = run("echo out; echo err >&2");
    assertThat(exit.exitCode()).isZero();
    assertThat(exit.signal()).isNull();
    assertThat(text(exit.stdout())).isEqualTo("out\n");
    assertThat(text(exit.stderr())).isEqualTo("err\n");
    assertThat(exit.backgroundKilled()).isFalse();
    assertThat(exit.outputError()).isNull();
    assertThat(exit.stdout().file()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 126, 127, 128, 129, 137, 139, 143, 200, 255})
  void anExitCodeIsNeverTakenForASignal(int code) {
    Exit exit = run("exit " + code);
    assertThat(exit.exitCode()).isEqualTo(code);
    assertThat(exit.signal()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 6, 9, 11, 13, 15})
  void aSignalIsNeverTakenForAnExitCode(int signal) {
    Exit exit = run("kill -" + signal + " $$; exit 99");
    assertThat(exit.signal()).isEqualTo(signal);
    assertThat(exit.exitCode()).isNull();
  }

  @Test
  void aCommandThatKillsItsWholeGroupIsReportedAsKilled() {
    assertThat(run("kill -9 0").signal()).isEqualTo(9);
  }

  @Test
  void aShellThatDoesNotFindItsCommandExitsWith127() {
    Exit exit = run("no-such-command-anywhere");
    assertThat(exit.exitCode()).isEqualTo(127);
    assertThat(text(exit.stderr())).contains("not found");
  }

  @Test
  void aMissingProgramIsRefused() {
    var refusal = start(commands.argv("no-such-program-anywhere", "x")).refusal();
    assertThat(refusal.nodeIsSick()).isFalse();
    assertThat(refusal.reason()).contains("no-such-program-anywhere", "No such file");
  }

  @Test
  void aMissingWorkingDirectoryIsRefused() {
    var refusal = start(commands.in("/no/such/directory", Map.of(), "/bin/true")).refusal();
    assertThat(refusal.nodeIsSick()).isFalse();
    assertThat(refusal.reason()).contains("working directory /no/such/directory");
  }

  @Test
  void aNulByteIsRefusedWhereverItIs() {
    List<Command> bad =
        List.of(
            commands.sh("echo a\0b"),
            commands.in("/tmp\0", Map.of(), "/bin/true"),
            commands.in("/tmp", Map.of("A", "\0"), "/bin/true"),
            commands.in("/tmp", Map.of("A=B", "c"), "/bin/true"));
    for (Command command : bad) {
      assertThat(start(command).refusal().nodeIsSick()).isFalse();
    }
  }

  @Test
  void theEnvironmentIsExactlyWhatWasAskedFor() {
    Command command =
        commands.in(directory.toString(), Map.of("BOTH", "own", "OWN", "a b\n'c"), "env", "-0");
    List<String> expected =
        List.of(
            "PATH=/usr/bin:/bin",
            "BASE=b",
            "BOTH=own",
            "OWN=a b\n'c",
            "DISTCOMP_MARK=" + command.mark());
    List<String> seen = new ArrayList<>(List.of(text(start(command).exit().stdout()).split("\0")));
    // A shell in between may add its own working directory; nothing else.
    seen.removeIf(variable -> variable.startsWith("PWD=") || variable.startsWith("_="));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theWorkingDirectoryIsTheOneAskedFor() {
    assertThat(text(run("pwd -P").stdout()).strip()).isEqualTo(real(directory));
  }

  private static String real(Path path) {
    try {
      return path.toRealPath().toString();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void standardInputIsEmpty() {
    assertThat(run("cat; readlink /proc/self/fd/0").stdout())
        .satisfies(out -> assertThat(text(out)).isEqualTo("/dev/null\n"));
  }

  @Test
  void noFileDescriptorIsInherited() {
    assertThat(text(run("ls /proc/$$/fd | tr '\\n' ' '").stdout())).startsWith("0 1 2 ");
    assertThat(text(run("ls /proc/$$/fd | wc -l").stdout()).strip()).isIn("3", "4");
  }

  @Test
  void aCommandLeadsASessionOfItsOwn() {
    String own = text(run("cut -d' ' -f6 /proc/self/stat").stdout()).strip();
    String ours = String.valueOf(new ProcTable().entry(ProcessHandle.current().pid()).session());
    assertThat(own).isNotEqualTo(ours);
  }

  @Test
  void bytesThatAreNoTextAreKept() {
    byte[] bytes = run("printf '\\377\\000\\200a'").stdout().head();
    assertThat(bytes).containsExactly(0xff, 0, 0x80, 'a');
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Commands.INLINE - 1,
        Commands.INLINE,
        Commands.INLINE + 1,
        2 * Commands.INLINE,
        2 * Commands.INLINE + 1,
        Commands.CAP - 1,
        Commands.CAP,
        Commands.CAP + 1,
        20 * Commands.CAP
      })
  void headTailAndFileMeetAtTheirLimits(int length) throws Exception {
    CapturedStream out = run("seq 1 1000000 | head -c " + length).stdout();
    String all = numbers(length);
    assertThat(out.length()).isEqualTo(length);
    int head = Math.min(length, Commands.INLINE);
    int tail = Math.min(length - head, Commands.INLINE);
    assertThat(new String(out.head(), ISO_8859_1)).isEqualTo(all.substring(0, head));
    assertThat(new String(out.tail(), ISO_8859_1)).isEqualTo(all.substring(length - tail));
    if (length <= Commands.INLINE) {
      assertThat(out.file()).isNull();
    } else {
      Path file = directory.resolve(out.file());
      assertThat(Files.readString(file))
          .isEqualTo(all.substring(0, Math.min(length, Commands.CAP)));
      assertThat(out.fileLength()).isEqualTo(Files.size(file));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
    }
  }

  private static String numbers(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; text.length() < length; i++) {
      text.append(i).append('\n');
    }
    return text.substring(0, length);
  }

  @Test
  void aFloodIsCountedAndItsFileEndsAtTheCap() throws Exception {
    long length = 300_000_000L;
    CapturedStream out = run("head -c " + length + " /dev/zero; echo the end").stdout();
    assertThat(out.length()).isEqualTo(length + 8);
    assertThat(Files.size(directory.resolve(out.file()))).isEqualTo(Commands.CAP);
    assertThat(new String(out.tail(), ISO_8859_1)).endsWith("\0the end\n");
  }

  @Test
  void aFileThatCannotBeWrittenIsReportedAndTheReadingGoesOn() throws Exception {
    Files.writeString(directory.resolve("job"), "in the way of the directory");
    Exit exit = run("head -c 500000 /dev/zero");
    assertThat(exit.exitCode()).isZero();
    assertThat(exit.outputError()).contains("cannot write job/1.out");
    assertThat(exit.stdout().length()).isEqualTo(500_000);
    assertThat(exit.stdout().file()).isNull();
  }

  @Test
  void aRunningCommandsOutputCanBeSeen() {
    Heard heard = start(commands.sh("echo one; echo two >&2; sleep 1000"));
    await()
        .untilAsserted(
            () -> {
              var live = heard.child().tail(3);
              assertThat(new String(live.stdout(), ISO_8859_1)).isEqualTo("ne\n");
              assertThat(live.stdoutLength()).isEqualTo(4);
              assertThat(new String(live.stderr(), ISO_8859_1)).isEqualTo("wo\n");
            });
    heard.kill(Duration.ZERO);
    assertThat(heard.exit().signal()).isEqualTo(9);
  }

  @Test
  void aBackgroundProcessThatHoldsThePipeIsKilled() {
    long before = System.nanoTime();
    Heard heard = start(commands.sh("sleep 1000 & echo hi; exit 5"));
    Exit exit = heard.exit();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    assertThat(exit.exitCode()).isEqualTo(5);
    assertThat(text(exit.stdout())).isEqualTo("hi\n");
    assertThat(exit.backgroundKilled()).isTrue();
    assertThat(marked(commands.owner)).isEmpty();
  }

  @Test
  void aBackgroundProcessWithItsOwnOutputIsKilled() {
    assertThat(run("sleep 1000 >/dev/null 2>&1 &").backgroundKilled()).isTrue();
    assertThat(marked(commands.owner)).isEmpty();
  }

  @Test
  void aBackgroundProcessOfLowestPriorityIsKilled() {
    assertThat(run("nice -n 19 sleep 1000 >/dev/null 2>&1 &").exitCode()).isZero();
    await().until(() -> marked(commands.owner).isEmpty());
  }

  @Test
  void aBackgroundProcessThatEndsInTimeIsNotKilled() {
    Exit exit = run("(sleep 0.2; echo late) & echo early");
    assertThat(text(exit.stdout())).isEqualTo("early\nlate\n");
    assertThat(exit.backgroundKilled()).isFalse();
  }

  @Test
  void whatLeftTheGroupIsSweptAfterTheEnd() {
    Exit exit = run("setsid sleep 1000 >/dev/null 2>&1 & sleep 0.2");
    assertThat(exit.exitCode()).isZero();
    assertThat(exit.backgroundKilled()).isFalse();
    await().until(() -> marked(commands.owner).isEmpty());
  }

  @Test
  void aProcessThatLeftTheGroupWithThePipeDoesNotHoldUpTheEnd() {
    long before = System.nanoTime();
    assertThat(run("setsid sleep 1000 & echo hi; sleep 0.1").exitCode()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    await().until(() -> marked(commands.owner).isEmpty());
  }

  @Test
  void aKillEndsTheGroupAndWhatLeftIt() {
    Heard heard =
        start(
            commands.sh(
                "sleep 1000 & setsid sleep 1001 & (setsid nohup sleep 1002 &);"
                    + " (env -i sleep 1003 &); echo ready; wait"));
    await()
        .until(
            () -> heard.child().tail(10).stdoutLength() > 0 && marked(commands.owner).size() >= 4);
    long before = System.nanoTime();
    heard.kill(Duration.ofSeconds(30));
    assertThat(heard.exit().signal()).isEqualTo(15);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(marked(commands.owner)).isEmpty();
    assertThat(commandLines()).doesNotContain("sleep\0" + "1003\0");
  }

  private static List<String> commandLines() {
    return ProcessHandle.allProcesses()
        .map(handle -> handle.info().commandLine().orElse("").replace(' ', '\0') + "\0")
        .toList();
  }

  @Test
  void aCommandMayEndByItselfWhenItIsAskedTo() {
    Heard heard = start(commands.sh("trap 'echo bye; exit 7' TERM; echo ready; sleep 1000 & wait"));
    await().until(() -> heard.child().tail(10).stdoutLength() > 0);
    heard.kill(Duration.ofSeconds(30));
    Exit exit = heard.exit();
    assertThat(exit.exitCode()).isEqualTo(7);
    assertThat(text(exit.stdout())).isEqualTo("ready\nbye\n");
    assertThat(exit.backgroundKilled()).isFalse();
  }

  @Test
  void aCommandThatIgnoresTermIsKilledAfterTheGrace() {
    Heard heard = start(commands.sh("trap '' TERM; echo ready; while :; do sleep 1000; done"));
    await().until(() -> heard.child().tail(10).stdoutLength() > 0);
    long before = System.nanoTime();
    heard.kill(Duration.ofMillis(700));
    assertThat(heard.exit().signal()).isEqualTo(9);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(700), Duration.ofSeconds(3));
  }

  @Test
  void aSecondKillCanOnlyShortenTheGrace() {
    Heard heard = start(commands.sh("trap '' TERM; echo ready; while :; do sleep 1000; done"));
    await().until(() -> heard.child().tail(10).stdoutLength() > 0);
    long before = System.nanoTime();
    heard.kill(Duration.ofHours(1));
    heard.kill(Duration.ofMillis(300));
    heard.kill(Duration.ofHours(1));
    assertThat(heard.exit().signal()).isEqualTo(9);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    heard.kill(Duration.ZERO);
  }

  @Test
  void theMemoryOfTheWholeSessionIsSampled() {
    String child = "head -c 60000000 /dev/zero | tail -c 50000000 | { sleep 0.7; wc -c; }";
    Exit exit = run(child + " & " + child + "; wait");
    assertThat(exit.exitCode()).isZero();
    assertThat(exit.peakMemoryBytes()).isBetween(60_000_000L, 400_000_000L);
  }

  @Test
  void aCommandThatEndsBeforeTheFirstSampleHasNoPeak() {
    assertThat(run(":").peakMemoryBytes()).isNull();
  }

  @Test
  void closingKillsWhatRunsAndRefusesTheRest() {
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(start(commands.sh("sleep 1000 & setsid sleep 1001 & wait")));
    }
    all.get(0).child();
    spawner.close();
    for (Heard heard : all) {
      assertThat(heard.exited.isDone() ^ heard.refused.isDone()).isTrue();
    }
    assertThat(marked(commands.owner)).isEmpty();
    assertThat(start(commands.sh(":")).refusal().nodeIsSick()).isTrue();
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
                assertThat(ProcessHandle.current().children().filter(SpawnerContract::isZombie))
                    .isEmpty());
  }

  private static boolean isZombie(ProcessHandle handle) {
    return handle.isAlive() && new ProcTable().entry(handle.pid()) == null;
  }
}
