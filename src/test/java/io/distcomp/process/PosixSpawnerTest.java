package io.distcomp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distcomp.process.ProcessListener.Exit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PosixSpawnerTest extends SpawnerContract {

  @Override
  Spawner create(SpawnerSettings settings) {
    return new PosixSpawner(settings);
  }

  @Test
  void itIsTheBestOneHere() {
    try (Spawner best = Spawners.best(new SpawnerSettings("x.", 1, Duration.ofSeconds(10)))) {
      assertThat(best.name()).isEqualTo("posix_spawn");
    }
  }

  @Test
  void twentyThousandQuickCommandsLeaveNothingBehind() throws Exception {
    runMany(200, 8);
    int files = openFiles();
    runMany(20_000, 16);
    assertThat(openFiles()).isLessThanOrEqualTo(files + 2);
    assertNoZombies();
  }

  @Test
  void fiveHundredSleepersNeedFewThreads() {
    int threads = Thread.activeCount();
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(start(commands.sh("exec sleep 1000")));
    }
    all.forEach(Heard::child);
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
    all.forEach(heard -> heard.kill(Duration.ofSeconds(5)));
    for (Heard heard : all) {
      assertThat(heard.exit().signal()).isEqualTo(15);
    }
  }

  @Test
  void theProcessorTimeIsTold() {
    Exit exit = run("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");
    assertThat(exit.cpu()).isBetween(Duration.ofMillis(20), Duration.ofSeconds(20));
  }

  @Test
  void aTextThatIsNotAsciiArrivesInUtf8WhateverTheLocale() {
    byte[] out = start(commands.argv("printf", "%s", "ä€")).exit().stdout().head();
    assertThat(out).containsExactly(0xc3, 0xa4, 0xe2, 0x82, 0xac);
  }

  /** Signals 32 and 33 belong to glibc, which has its children ignore them until they use them. */
  @Test
  void signalsHaveTheirDefaultMeaningAndNoneIsBlocked() {
    String status = SpawnerFixture.text(run("grep -E 'SigBlk|SigIgn' /proc/self/status").stdout());
    assertThat(status.replaceAll("\\s+", " "))
        .isEqualTo("SigBlk: 0000000000000000 SigIgn: 0000000180000000 ");
  }

  @Test
  void aFloodDoesNotDelayTheOthers() {
    List<Heard> floods = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      floods.add(start(commands.sh("exec cat /dev/zero")));
    }
    await().until(() -> floods.get(0).child().tail(1).stdoutLength() > 10_000_000);
    long before = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertThat(run(":").exitCode()).isZero();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    floods.forEach(heard -> heard.kill(Duration.ofSeconds(5)));
    floods.forEach(heard -> assertThat(heard.exit().signal()).isEqualTo(15));
  }
}
