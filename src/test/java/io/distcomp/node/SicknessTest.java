package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SicknessTest {

  private static final int SLOTS = 8;

  private final Sickness sickness = new Sickness(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), SLOTS);

  @Test
  void aNodeThatIsWellStartsAllItCan() {
    assertThat(sickness.isOn()).isFalse();
    assertThat(sickness.room(0)).isGreaterThanOrEqualTo(SLOTS);
    assertThat(sickness.started()).isFalse();
  }

  @Test
  void failuresOfOneBoutAreOneAndNothingStartsMeanwhile() {
    assertThat(sickness.failed("EAGAIN", 0)).isTrue();
    assertThat(sickness.failed("ENOSPC", 500)).isFalse();
    assertThat(sickness.failed("ENOSPC", 400)).isFalse();

    assertThat(sickness.isOn()).isTrue();
    assertThat(sickness.room(0)).isZero();
    assertThat(sickness.neededBytes()).isEqualTo(500);
    assertThat(sickness.trouble()).isEqualTo(new Health.Trouble(Instant.EPOCH, "EAGAIN"));
    sickness.stillSick("no room");
    assertThat(sickness.trouble()).isEqualTo(new Health.Trouble(Instant.EPOCH, "no room"));
  }

  @Test
  void looksBecomeRarerUpToOnceAMinute() {
    assertThat(sickness.failed("EAGAIN", 0)).isTrue();
    assertThat(pauses(9)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  void aRelapseWithoutASuccessInBetweenPausesOn() {
    bout();
    assertThat(sickness.failed("EAGAIN", 0)).isTrue();
    sickness.succeeded(); // what was running before says nothing of now
    assertThat(pauses(1)).containsExactly(2L);

    sickness.isOver(0);
    sickness.succeeded();
    assertThat(sickness.failed("EAGAIN", 0)).isTrue();
    assertThat(pauses(1)).containsExactly(1L);
  }

  @Test
  void afterABoutOneTaskStartsAndEachStartAllowsOneMore() {
    bout();
    assertThat(sickness.neededBytes()).isZero();
    assertThat(sickness.room(3)).isEqualTo(1);
    assertThat(sickness.room(4)).isZero();
    assertThat(sickness.started()).isTrue();
    assertThat(sickness.room(4)).isEqualTo(1);

    for (int running = 5; running <= SLOTS; running++) {
      boolean unused = sickness.started();
    }
    assertThat(sickness.started()).isFalse();
    assertThat(sickness.room(SLOTS - 1)).isGreaterThanOrEqualTo(1);
    assertThat(sickness.room(0)).isGreaterThanOrEqualTo(SLOTS);
  }

  /** Falls ill with three tasks running, and is well at the first look. */
  private void bout() {
    assertThat(sickness.failed("EAGAIN", 7)).isTrue();
    assertThat(pauses(1)).containsExactly(1L);
    sickness.isOver(3);
  }

  private List<Long> pauses(int number) {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      seconds.add(sickness.nextPause().toSeconds());
    }
    return seconds;
  }
}
