package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.queue.Silence.Sign;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilenceTest {

  private static final Duration QUICK = Duration.ofMillis(3);
  private static final long EVERY = 2000;
  private static final long NOW = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
  private final Silence silence = new Silence(nanos::get);

  private boolean isSilent(Sign node, Sign... others) {
    return isSilent(QUICK, node, others);
  }

  private boolean isSilent(Duration took, Sign node, Sign... others) {
    List<Sign> all = new java.util.ArrayList<>(List.of(others));
    all.add(node);
    return silence.among(all, NOW, took).test(node);
  }

  private static Sign seenBefore(long millis) {
    return new Sign(NOW - millis, EVERY);
  }

  @Test
  void aNodeThatIsLateIsNotSilentUntilItIsVeryLate() {
    Sign other = seenBefore(500);

    assertThat(isSilent(seenBefore(100), other)).isFalse();
    assertThat(isSilent(seenBefore(3950), other)).isFalse();
    assertThat(isSilent(seenBefore(3951), other)).isTrue();
  }

  @Test
  void aNodeThatComesSeldomIsGivenItsTime() {
    Sign other = seenBefore(500);

    assertThat(isSilent(new Sign(NOW - 12_000, 10_000), other)).isFalse();
    assertThat(isSilent(new Sign(NOW - 13_000, 10_000), other)).isTrue();
  }

  @Test
  void ofANodeThatSaysNotHowOftenItComesNothingIsConcluded() {
    assertThat(isSilent(new Sign(NOW - 25_000, 0), seenBefore(1))).isFalse();
  }

  @Test
  void whenNobodyIsHeardTheReasonIsNotTheNode() {
    assertThat(isSilent(seenBefore(8000), seenBefore(6500))).isFalse();
    assertThat(isSilent(seenBefore(8000), seenBefore(6000))).isTrue();
  }

  @Test
  void aSlowRedisMakesItDoubtForAWhile() {
    assertThat(isSilent(Duration.ofMillis(501), seenBefore(9000), seenBefore(1))).isFalse();
    nanos.addAndGet(Silence.DOUBT.toNanos() - 1);
    assertThat(isSilent(seenBefore(9000), seenBefore(1))).isFalse();
    nanos.addAndGet(1);
    assertThat(isSilent(seenBefore(9000), seenBefore(1))).isTrue();
  }

  @Test
  void aReadingThatFailedMakesItDoubtForAWhile() {
    silence.failed();

    assertThat(isSilent(seenBefore(9000), seenBefore(1))).isFalse();
    nanos.addAndGet(Silence.DOUBT.toNanos());
    assertThat(isSilent(seenBefore(9000), seenBefore(1))).isTrue();
  }
}
