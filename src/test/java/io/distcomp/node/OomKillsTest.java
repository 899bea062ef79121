package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.node.MachineMemory.OomCounter;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which deaths the kernel's counter of kills explains. */
class OomKillsTest {
  private static final long MB = 1L << 20;

  private final Hand clock = new Hand();
  private OptionalLong count = OptionalLong.of(40);
  private int reads;

  private OomKills kills(boolean isOwn) {
    return new OomKills(new OomCounter(this::read, isOwn), clock);
  }

  private OptionalLong read() {
    reads++;
    return count;
  }

  private void kernelKills(int more) {
    count = OptionalLong.of(count.orElse(0) + more);
  }

  private Instant after(long millis) {
    clock.go(Duration.ofMillis(millis));
    return clock.instant();
  }

  @Test
  void killsBeforeTheNodeStartedExplainNothing() {
    OomKills kills = kills(true);
    assertThat(kills.explain(after(100), null, 0)).isFalse();
  }

  @Test
  void twoDeathsAtOnceWithOneKillAreExplainedOnce() {
    OomKills kills = kills(true);
    Instant start = after(100);
    clock.go(Duration.ofSeconds(60));
    kernelKills(1);

    assertThat(kills.explain(start, null, 0)).isTrue();
    assertThat(kills.explain(start, null, 0)).isFalse();
  }

  @Test
  void asManyDeathsAreExplainedAsTheCounterGrew() {
    OomKills kills = kills(true);
    Instant start = after(100);
    kernelKills(2);
    clock.go(Duration.ofSeconds(1));

    assertThat(kills.explain(start, null, 0)).isTrue();
    assertThat(kills.explain(start, null, 0)).isTrue();
    assertThat(kills.explain(start, null, 0)).isFalse();
  }

  @Test
  void aKillCountedBeforeTheTaskStartedIsAnothers() {
    OomKills kills = kills(true);
    Instant older = after(100);
    kernelKills(1);
    after(2000);
    kills.lookIfStale();
    Instant younger = after(100);

    assertThat(kills.explain(younger, null, 0)).isFalse();
    assertThat(kills.explain(older, null, 0)).isTrue();
  }

  @Test
  void aKillThatWasSeenLongBeforeTheDeathDoesNotExplainIt() {
    OomKills kills = kills(true);
    Instant start = after(100);
    kernelKills(1);
    after(2000);
    kills.lookIfStale();

    after(10_001);
    assertThat(kills.explain(start, null, 0)).isFalse();
  }

  @Test
  void theMachinesCounterExplainsOnlyTheDeathOfALargeTask() {
    OomKills kills = kills(false);
    Instant start = after(100);
    kernelKills(1);
    after(100);

    assertThat(kills.explain(start, null, 0)).as("never sampled").isFalse();
    assertThat(kills.explain(start, 63 * MB, 63 * MB)).as("small").isFalse();
    assertThat(kills.explain(start, 99 * MB, 200 * MB)).as("others are larger").isFalse();
    assertThat(kills.explain(start, 100 * MB, 200 * MB)).isTrue();
    assertThat(kills.explain(start, 100 * MB, 200 * MB)).as("explained already").isFalse();
  }

  @Test
  void withoutACounterNothingIsExplained() {
    count = OptionalLong.empty();
    OomKills kills = kills(false);
    Instant start = after(100);
    assertThat(kills.explain(start, 100 * MB, 0)).isFalse();

    count = OptionalLong.of(7); // seen for the first time: nobody knows when it grew
    assertThat(kills.explain(start, 100 * MB, 0)).isFalse();
  }

  @Test
  void theBaselineIsReadEveryTwoSecondsAtMost() {
    OomKills kills = kills(true);
    after(1999);
    kills.lookIfStale();
    assertThat(reads).isEqualTo(1);
    after(1);
    kills.lookIfStale();
    kills.lookIfStale();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void aFloodOfKillsIsRememberedWithinBounds() {
    OomKills kills = kills(true);
    Instant start = after(100);
    kernelKills(Integer.MAX_VALUE);

    int explained = 0;
    while (kills.explain(start, null, 0)) {
      explained++;
    }
    assertThat(explained).isEqualTo(1000);
  }
}
