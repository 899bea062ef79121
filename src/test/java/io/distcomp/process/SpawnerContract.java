package io.distcomp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.process.ProcessListener.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every spawner must do: this and all that it extends. */
abstract class SpawnerContract extends KillContract {
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

  /** Whoever runs the tests may ignore the second one, and what the JDK starts with it. */
  @ParameterizedTest
  @ValueSource(ints = {2, 6, 9, 11, 13, 15})
  void aSignalIsNeverTakenForAnExitCode(int signal) {
    Exit exit = run("exec env --default-signal sh -c 'kill -" + signal + " $$; exit 99'");
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
  void theMemoryOfTheWholeSessionIsSampled() {
    String child = "head -c 60000000 /dev/zero | tail -c 50000000 | { sleep 3; wc -c; }";
    Exit exit = run(child + " & " + child + "; wait");
    assertThat(exit.exitCode()).isZero();
    assertThat(exit.peakMemoryBytes()).isBetween(60_000_000L, 400_000_000L);
  }

  @Test
  void theKernelWouldKillACommandAndItsChildrenBeforeTheNode() throws java.io.IOException {
    int own = Integer.parseInt(Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
    int raised = Math.min(1000, own + 500);
    String wait =
        "until read s </proc/$p/oom_score_adj && [ $s = " + raised + " ]; do sleep 0.02; done";

    Exit exit = run("p=$$; " + wait + "; sleep 9 & p=$!; " + wait + "; cat /proc/$p/oom_score_adj");

    assertThat(text(exit.stdout()).strip()).isEqualTo("" + raised);
    assertThat(Files.readString(Path.of("/proc/self/oom_score_adj")).strip()).isEqualTo("" + own);
  }

  @Test
  void aRunningCommandSaysWhatItsSessionUses() {
    Heard heard = start(commands.sh("while :; do :; done & sleep 60"));
    await().until(() -> heard.child().use().cpu().toMillis() >= 100);
    long memory = heard.child().use().memoryBytes();
    assertThat(memory).isBetween(500_000L, 100_000_000L);
    assertThat(spawner.memoryBytes().orElseThrow()).isBetween(memory / 2, 2 * memory);
    heard.kill(Duration.ZERO);
    assertThat(heard.exit().peakMemoryBytes()).isPositive();
  }

  @Test
  void aCommandThatEndsBeforeTheFirstSampleHasNoPeak() {
    assertThat(run(":").peakMemoryBytes()).isNull();
  }
}
