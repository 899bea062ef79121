package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Incarnation;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskId;
import io.distcomp.task.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of acknowledged outcomes, and for how long. */
class RecentOutcomesTest {

  private final RecentOutcomes recent = new RecentOutcomes(Duration.ofSeconds(4));

  private static List<AttemptReport> report(long index, int bytes) {
    CapturedStream out = new CapturedStream(new byte[bytes], new byte[0], bytes, null, 0);
    Attempt attempt =
        new Attempt("n", Instant.EPOCH, Instant.EPOCH, Outcome.exited(0), null, null, false);
    return List.of(
        new AttemptReport(
            TaskId.parse("1." + index),
            new Token(1, 1, new Incarnation("0123456789abcdef")),
            attempt,
            out,
            CapturedStream.EMPTY));
  }

  private List<Long> kept() {
    return recent.all().stream().map(r -> r.id().index()).toList();
  }

  @Test
  void theLastSecondsAreKeptAndTheTimeToNoticeARestart() {
    recent.acknowledged(report(1, 0));
    recent.passed(Duration.ofSeconds(10));
    recent.acknowledged(report(2, 0));
    recent.passed(Duration.ofSeconds(4));
    assertThat(kept()).containsExactly(1L, 2L);

    recent.passed(Duration.ofMillis(1));
    assertThat(kept()).containsExactly(2L);
    recent.passed(Duration.ofMinutes(1));
    assertThat(recent.isEmpty()).isTrue();
  }

  @Test
  void theQueueSaysHowLongAndZeroKeepsNothing() {
    recent.window(Duration.ofSeconds(20));
    recent.acknowledged(report(1, 0));
    recent.passed(Duration.ofSeconds(24));
    assertThat(kept()).containsExactly(1L);

    recent.window(Duration.ZERO);
    recent.acknowledged(report(2, 0));

    assertThat(recent.isEmpty()).isTrue();
  }

  @Test
  void theOldestGoWhenThereIsTooMuch() {
    for (int i = 1; i <= 100; i++) {
      recent.acknowledged(report(i, 1 << 20));
    }

    assertThat(kept()).hasSizeBetween(60, 64).endsWith(99L, 100L);
    assertThat(recent.takeAll()).hasSizeBetween(60, 64);
    assertThat(recent.isEmpty()).isTrue();
  }
}
