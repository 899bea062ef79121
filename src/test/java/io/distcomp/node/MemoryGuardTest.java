package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.process.ChildProcess;
import io.distcomp.task.ProcessUse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When memory is short, who has to go, and when it is over. */
class MemoryGuardTest {
  private static final long TRIGGER = 1000;
  private static final long ACCEPT = 2000;

  private final Hand clock = new Hand();
  private final MemoryGuard guard = new MemoryGuard(TRIGGER, ACCEPT, clock);
  private final Runs runs = new Runs(() -> Duration.ofSeconds(1));

  // --- the guard

  @Test
  void beforeTheFirstMeasurementNothingIsShort() {
    assertThat(guard.wantsVictim()).isFalse();
    assertThat(guard.shortSince()).isNull();
  }

  @Test
  void memoryAtTheTriggerIsEnoughAndBelowItIsShort() {
    guard.measured(TRIGGER);
    assertThat(guard.wantsVictim()).isFalse();
    assertThat(guard.shortSince()).isNull();

    clock.go(Duration.ofSeconds(5));
    guard.measured(TRIGGER - 1);
    assertThat(guard.wantsVictim()).isTrue();
    assertThat(guard.shortSince()).isEqualTo(Instant.EPOCH.plusSeconds(5));
  }

  @Test
  void thereIsNoSecondVictimUntilTheFirstIsGoneAndMemoryWasMeasuredSince() {
    Run first = run(1);
    guard.measured(10);
    guard.chosen(first);

    guard.measured(5);
    assertThat(guard.wantsVictim()).as("one is on its way").isFalse();
    assertThat(guard.victim()).isSameAs(first);
    guard.victimIsGone();
    assertThat(guard.victim()).isNull();
    assertThat(guard.wantsVictim()).as("not measured since").isFalse();
    guard.measured(TRIGGER - 1);
    assertThat(guard.wantsVictim()).as("still below").isTrue();
  }

  @Test
  void oneVictimThatMadeRoomIsTheOnlyOne() {
    guard.measured(10);
    guard.chosen(run(1));
    guard.victimIsGone();
    guard.measured(TRIGGER + 1);

    assertThat(guard.wantsVictim()).isFalse();
  }

  @Test
  void itStaysShortUntilThereIsWhatANewTaskNeeds() {
    guard.measured(TRIGGER - 1);
    Instant since = guard.shortSince();

    clock.go(Duration.ofSeconds(1));
    guard.measured(ACCEPT - 1);
    assertThat(guard.wantsVictim()).isFalse();
    assertThat(guard.shortSince()).isEqualTo(since);

    guard.measured(TRIGGER - 1);
    assertThat(guard.shortSince()).as("the same bout").isEqualTo(since);

    guard.measured(ACCEPT);
    assertThat(guard.shortSince()).isNull();
    guard.measured(ACCEPT - 1);
    assertThat(guard.shortSince()).isNull();
  }

  @Test
  void anAcceptLimitCloseToTheTriggerStillLeavesATenth() {
    MemoryGuard close = new MemoryGuard(TRIGGER, TRIGGER + 1, clock);
    close.measured(TRIGGER - 1);

    close.measured(TRIGGER + 99);
    assertThat(close.shortSince()).isNotNull();
    close.measured(TRIGGER + 100);
    assertThat(close.shortSince()).isNull();
  }

  @Test
  void aTriggerOfZeroNeverActs() {
    MemoryGuard off = new MemoryGuard(0, ACCEPT, clock);
    off.measured(0);

    assertThat(off.wantsVictim()).isFalse();
    assertThat(off.shortSince()).isNull();
    assertThat(off.nextLook()).isEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @CsvSource({"0, 500", "999, 500", "1999, 500", "2000, 2000", "9223372036854775807, 2000"})
  void itLooksOftenWhereMemoryIsNearTheTrigger(long available, long millis) {
    guard.measured(available);
    assertThat(guard.nextLook()).isEqualTo(Duration.ofMillis(millis));
  }

  // --- the victim

  @Test
  void theVictimIsTheTaskThatStartedLast() {
    Run first = started(1, 30);
    Run last = started(2, 40);
    started(3, 20);
    assertThat(runs.newest()).isSameAs(last);

    runs.remove(last);
    assertThat(runs.newest()).isSameAs(first);
  }

  @Test
  void ofTasksThatStartedTogetherTheLaterClaimGoes() {
    started(1, 10);
    Run second = started(2, 10);

    assertThat(runs.newest()).isSameAs(second);
  }

  @Test
  void whatHasNoProcessYetOrIsBeingKilledIsNoVictim() {
    Run running = started(1, 10);
    runs.kill(started(2, 20), Run.End.TIMED_OUT);
    runs.add(run(3));
    assertThat(runs.newest()).isSameAs(running);

    runs.kill(running, Run.End.MEMORY);
    assertThat(runs.newest()).isNull();
  }

  @Test
  void theLargestPeakIsThatOfAnyTask() {
    assertThat(runs.largestPeak()).isZero();
    runs.add(run(1));
    started(2, 10);
    assertThat(runs.largestPeak()).isEqualTo(20);
  }

  private Run started(long index, long second) {
    Run run = run(index);
    run.started(new Sized(10 * index), Instant.ofEpochSecond(second));
    runs.add(run);
    return run;
  }

  private static Run run(long index) {
    return new Run(NodePartsTest.claim(index, 1), Instant.EPOCH, Duration.ZERO);
  }

  private record Sized(long peakMemoryBytes) implements ChildProcess {
    @Override
    public ProcessUse use() {
      return new ProcessUse(Duration.ZERO, peakMemoryBytes, peakMemoryBytes);
    }

    @Override
    public long pid() {
      return 1;
    }

    @Override
    public void kill(Duration grace) {}

    @Override
    public LiveOutput tail(int maxBytes) {
      return new LiveOutput(new byte[0], 0, new byte[0], 0);
    }
  }
}
