package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Claim;
import io.distcomp.task.Held;
import io.distcomp.task.Incarnation;
import io.distcomp.task.JobId;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import io.distcomp.task.Token;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A kill hits the run that it is meant for. */
class RunsTest {

  private static final TaskId ID = new TaskId(new JobId(1), 1);
  private static final Incarnation SELF = new Incarnation("0123456789abcdef");

  private final Runs runs = new Runs(() -> Duration.ofSeconds(5));

  private Run run(int attempt) {
    TaskSpec spec = TaskSpec.of(TaskType.SHELL, "true", 5, Resources.NONE);
    Claim claim = new Claim(ID, new Token(1, attempt, SELF), spec);
    Run run = new Run(claim, Instant.EPOCH, Duration.ZERO);
    runs.add(run);
    return run;
  }

  @Test
  void aLateAnswerAboutAnOldTokenDoesNotHitALaterClaim() {
    Run old = run(1);
    Run later = run(2);

    runs.kill(new Held(ID, new Token(1, 1, SELF)), Run.End.CANCELLED);

    assertThat(old.end()).isEqualTo(Run.End.CANCELLED);
    assertThat(later.end()).isNull();
  }

  @Test
  void anUnknownTokenHitsNothing() {
    Run run = run(1);

    runs.kill(new Held(ID, new Token(2, 1, SELF)), Run.End.LOST);

    assertThat(run.end()).isNull();
  }

  @Test
  void aLaterClaimEndsWhateverRunsOfTheTask() {
    Run first = run(1);
    Run second = run(2);

    runs.killAll(ID, Run.End.LOST);

    assertThat(first.end()).isEqualTo(Run.End.LOST);
    assertThat(second.end()).isEqualTo(Run.End.LOST);
  }

  /** When Redis lost its tail it may give the same token again. */
  @Test
  void twoRunsUnderOneTokenAreTwo() {
    Run first = run(1);
    Run second = run(1);

    runs.remove(first);

    assertThat(runs.size()).isEqualTo(1);
    runs.kill(new Held(ID, second.claim().token()), Run.End.LOST);
    assertThat(second.end()).isEqualTo(Run.End.LOST);
    assertThat(first.end()).isNull();
  }
}
