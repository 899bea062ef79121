package io.distcomp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.process.ProcessListener.Exit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every spawner must do to end commands and their descendants. */
abstract class KillContract extends OutputContract {
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
    Exit exit = run("(sleep 0.05; echo late) & echo early");
    assertThat(text(exit.stdout())).startsWith("early\n");
    assertThat(!keepsLateOutput() || text(exit.stdout()).endsWith("late\n")).isTrue();
    // Java may close the pipes at the end of the command: then nobody is waited for.
    assertThat(exit.backgroundKilled() && keepsLateOutput()).isFalse();
  }

  @Test
  void whatLeftTheGroupIsSweptAfterTheEnd() {
    Exit exit = run("setsid sleep 1000 >/dev/null 2>&1 & sleep 0.2");
    assertThat(exit.exitCode()).isZero();
    assertThat(exit.backgroundKilled()).isEqualTo(!hasGroups());
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
    String unique = "1003." + System.nanoTime();
    String unmarked = hasGroups() ? "(env -i sleep " + unique + " &);" : "";
    Heard heard =
        start(
            commands.sh(
                "sleep 1000 & setsid sleep 1001 & (setsid nohup sleep 1002 &);"
                    + unmarked
                    + " echo ready; wait"));
    await().until(() -> marked(commands.owner).size() >= 4);
    await().until(() -> !hasGroups() || isRunning(unique));
    long before = System.nanoTime();
    heard.kill(Duration.ofSeconds(30));
    assertThat(heard.exit().signal()).isEqualTo(15);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(marked(commands.owner)).isEmpty();
    assertThat(isRunning(unique)).isFalse();
  }

  /** Whether there is a process with this argument; it itself is only a part of a shell's. */
  private static boolean isRunning(String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            handle ->
                handle.info().arguments().map(a -> List.of(a).contains(argument)).orElse(false));
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
}
