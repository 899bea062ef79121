package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Incarnation;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.distcomp.task.TaskType;
import io.distcomp.task.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureStreakTest {

  private static final Duration QUICK = Duration.ofMillis(5);
  private static final Outcome BAD = Outcome.exited(127);
  private static final Outcome GOOD = Outcome.exited(0);

  private final FailureStreak streak = new FailureStreak("here");
  private long next = 1;

  @Test
  void twentyTasksThatSucceedElsewhereAndOneMoreFailureMakeABlackHole() {
    fail(19);
    assertThat(streak.isSuspicious()).isFalse();
    fail(1);
    assertThat(streak.isSuspicious()).isTrue();
    assertThat(streak.toLookAt()).hasSize(20);

    see(1, BAD, "here", GOOD, "there");
    see(2, BAD, "here", GOOD, "there");
    fail(1);
    assertThat(streak.isBlackHole()).isFalse();

    see(3, BAD, "here", GOOD, "there");
    assertThat(streak.isBlackHole()).as("nothing failed since the proof").isFalse();
    fail(1);
    assertThat(streak.isBlackHole()).isTrue();
    assertThat(streak.succeededElsewhere()).isEqualTo(3);
  }

  @Test
  void aLoneNodeIsNone() {
    fail(500);
    for (long id = 1; id <= 32; id++) {
      see(id, BAD, "here", BAD, "here");
    }
    fail(1);

    assertThat(streak.isBlackHole()).isFalse();
    assertThat(streak.toLookAt()).as("the sample is bounded").hasSize(32);
  }

  @Test
  void aJobThatFailsElsewhereTooMakesNone() {
    fail(30);
    for (long id = 1; id <= 5; id++) {
      see(id, BAD, "here", GOOD, "there");
    }
    for (long id = 6; id <= 8; id++) {
      see(id, BAD, "here", BAD, "there");
    }
    fail(1);

    assertThat(streak.isBlackHole()).isFalse();
  }

  @Test
  void aFewBadTasksDoNotHideOne() {
    fail(30);
    see(1, BAD, "here", BAD, "there");
    for (long id = 2; id <= 6; id++) {
      see(id, BAD, "here", GOOD, "there");
    }
    fail(1);

    assertThat(streak.isBlackHole()).isTrue();
  }

  @Test
  void aSuccessOfAnEarlierGenerationProvesNothing() {
    fail(30);
    for (long id = 1; id <= 10; id++) {
      see(id, GOOD, "there", BAD, "here");
    }
    fail(1);

    assertThat(streak.isBlackHole()).isFalse();
  }

  @Test
  void aFlakyTaskThatFailedElsewhereFirstProvesNothing() {
    fail(30);
    for (long id = 1; id <= 10; id++) {
      see(id, BAD, "there", BAD, "here", GOOD, "there");
    }
    fail(1);

    assertThat(streak.isBlackHole()).isFalse();
  }

  @Test
  void oneSuccessOrOneSlowFailureHereStartsTheCountAnew() {
    fail(25);
    end(GOOD, QUICK);
    assertThat(streak.length()).isZero();
    assertThat(streak.toLookAt()).isEmpty();

    fail(25);
    end(BAD, Duration.ofSeconds(1));
    assertThat(streak.length()).isZero();

    fail(25);
    end(Outcome.timedOut("after 1 s"), QUICK);
    assertThat(streak.length()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Outcome.Kind.class,
      names = {"RETURNED", "CANCELLED", "LOST", "OUT_OF_MEMORY"})
  void whatTheNodeOrAUserEndedSaysNothing(Outcome.Kind kind) {
    fail(20);
    end(new Outcome(kind, null, null, null), QUICK);

    assertThat(streak.length()).isEqualTo(20);
  }

  @Test
  void tasksThatCannotBeStartedHereCountAsWell() {
    for (int i = 0; i < 20; i++) {
      end(Outcome.invalid("no such folder"), Duration.ZERO);
    }

    assertThat(streak.isSuspicious()).isTrue();
  }

  private void fail(int tasks) {
    for (int i = 0; i < tasks; i++) {
      end(BAD, QUICK);
    }
  }

  private void end(Outcome outcome, Duration ran) {
    streak.ended(
        new AttemptReport(
            TaskId.parse("1." + next++),
            new Token(1, 1, new Incarnation("0123456789abcdef")),
            attempt(outcome, "here", ran),
            CapturedStream.EMPTY,
            CapturedStream.EMPTY));
  }

  private void see(long id, Outcome first, String firstNode, Outcome second, String secondNode) {
    see(id, attempt(first, firstNode, QUICK), attempt(second, secondNode, QUICK));
  }

  private void see(long id, Outcome a, String at, Outcome b, String bt, Outcome c, String ct) {
    see(id, attempt(a, at, QUICK), attempt(b, bt, QUICK), attempt(c, ct, QUICK));
  }

  private void see(long id, Attempt... attempts) {
    streak.seen(
        new TaskStatus(
            TaskId.parse("1." + id),
            TaskSpec.of(TaskType.SHELL, "true", 5, Resources.NONE),
            TaskState.TODO,
            null,
            null,
            List.of(attempts)));
  }

  private static Attempt attempt(Outcome outcome, String node, Duration ran) {
    return new Attempt(node, Instant.EPOCH, Instant.EPOCH.plus(ran), outcome, null, null, false);
  }
}
