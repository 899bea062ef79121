package io.distcomp.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.process.ProcessListener;
import io.distcomp.task.Attempt;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.CapturedStream;
import io.distcomp.task.Claim;
import io.distcomp.task.Demand;
import io.distcomp.task.Incarnation;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskType;
import io.distcomp.task.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pure parts of a node. */
class NodePartsTest {

  private static final Incarnation SELF = new Incarnation("0123456789abcdef");
  private static final Duration LIMIT = Duration.ofMillis(1500);

  static Claim claim(long index, int attempt) {
    return new Claim(
        TaskId.parse("1." + index),
        new Token(1, attempt, SELF),
        TaskSpec.of(TaskType.SHELL, "true", 5, Resources.NONE));
  }

  // --- capacity

  @Test
  void capacityIsTheWholeLessWhatRuns() {
    Capacity capacity = new Capacity(Resources.of(8, 4), 2);
    assertThat(capacity.demand(false, 0, 1000)).isEqualTo(new Demand(2, Resources.of(8, 4)));

    capacity.reserve(Resources.of(3, 1));
    assertThat(capacity.demand(false, 0, 1000)).isEqualTo(new Demand(1, Resources.of(5, 3)));
    capacity.reserve(Resources.of(9, 0)); // an older claim of the same task still runs
    assertThat(capacity.demand(false, 0, 1000).isNothing()).isTrue();
    assertThat(capacity.hasFreeSlot()).isFalse();

    capacity.release(Resources.of(9, 0));
    capacity.release(Resources.of(3, 1));
    assertThat(capacity.demand(false, 0, 1000)).isEqualTo(new Demand(2, Resources.of(8, 4)));
  }

  @Test
  void nothingIsAskedForWhileTheNodeMustWaitOrOutcomesPileUp() {
    Capacity capacity = new Capacity(Resources.of(8, 4), 20);

    assertThat(capacity.demand(true, 0, 1000).isNothing()).isTrue();
    assertThat(capacity.demand(false, 1000, 1000).isNothing()).isTrue();
    assertThat(capacity.demand(false, 995, 1000).slots()).isEqualTo(5);
  }

  // --- holdings

  @Test
  void aTaskIsHeldFromItsClaimToTheEndOfThatToken() {
    Holdings holdings = new Holdings();
    holdings.claimed(7, List.of(claim(1, 1), claim(2, 1)));
    holdings.claimed(8, List.of(claim(1, 2)));

    holdings.done(claim(1, 1).id(), claim(1, 1).token());
    holdings.done(claim(2, 1).id(), claim(2, 1).token());

    assertThat(holdings.list()).singleElement().matches(h -> h.token().attempt() == 2);
    assertThat(holdings.settled()).isEqualTo(8);
    holdings.givenUp(5);
    assertThat(holdings.settled()).isEqualTo(8);
  }

  // --- outcomes

  @Test
  void outcomesLeaveInBoundedBatchesAndKeepTheirOrder() {
    OutcomeBuffer buffer = new OutcomeBuffer();
    List<Long> in = new ArrayList<>();
    for (long i = 1; i <= 450; i++) {
      buffer.add(report(i, 10));
      in.add(i);
    }
    List<AttemptReport> refused = buffer.next();
    assertThat(refused).hasSize(200);
    buffer.giveBack(refused);

    List<Long> out = new ArrayList<>();
    while (!buffer.isEmpty()) {
      buffer.next().forEach(r -> out.add(r.id().index()));
    }

    assertThat(out).isEqualTo(in);
  }

  @Test
  void aBatchOfLargeOutputsIsSmallAndNeverEmpty() {
    OutcomeBuffer buffer = new OutcomeBuffer();
    for (long i = 1; i <= 3; i++) {
      buffer.add(report(i, 5 << 20));
    }

    assertThat(buffer.next()).hasSize(1);
  }

  private static AttemptReport report(long index, int bytes) {
    Claim claim = claim(index, 1);
    Attempt attempt =
        new Attempt("node1", Instant.EPOCH, Instant.EPOCH, Outcome.exited(0), null, null, false);
    return new AttemptReport(
        claim.id(),
        claim.token(),
        attempt,
        new CapturedStream(new byte[bytes], new byte[0], bytes, null, 0),
        CapturedStream.EMPTY);
  }

  // --- verdicts

  @Test
  void whatTheNodeDidComesBeforeWhatTheProcessSaid() {
    ProcessListener.Exit good = NodeFixture.exit(0);

    assertThat(Verdict.of(good, null, LIMIT)).isEqualTo(Outcome.exited(0));
    assertThat(Verdict.of(good, Run.End.CANCELLED, LIMIT)).isEqualTo(Outcome.cancelled());
    assertThat(Verdict.of(good, Run.End.TIMED_OUT, LIMIT))
        .isEqualTo(Outcome.timedOut("after 1.5 s"));
    assertThat(Verdict.of(good, Run.End.STOPPED, LIMIT).kind()).isEqualTo(Outcome.Kind.RETURNED);
    assertThat(Verdict.of(good, Run.End.LOST, LIMIT).kind()).isEqualTo(Outcome.Kind.RETURNED);
  }

  @Test
  void aVictimOfTheMemoryGuardIsReturnedWhateverItsProcessSaid() {
    Outcome outcome = Verdict.of(NodeFixture.exit(1), Run.End.MEMORY, LIMIT);

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.RETURNED);
    assertThat(outcome.reason()).contains("short of memory");
    assertThat(outcome.exitCode()).isNull();
  }

  @Test
  void onlyASigkillThatNobodyHereSentLooksLikeOneOfTheKernel() {
    assertThat(Verdict.looksOutOfMemory(NodeFixture.exit(137), null)).isTrue();
    assertThat(Verdict.looksOutOfMemory(signalled(9, null), null)).isTrue();

    assertThat(Verdict.looksOutOfMemory(NodeFixture.exit(9), null)).isFalse();
    assertThat(Verdict.looksOutOfMemory(NodeFixture.exit(1), null)).isFalse();
    assertThat(Verdict.looksOutOfMemory(signalled(15, null), null)).isFalse();
    assertThat(Verdict.looksOutOfMemory(signalled(9, "disk full"), null)).isFalse();
    for (Run.End end : Run.End.values()) {
      assertThat(Verdict.looksOutOfMemory(signalled(9, null), end)).isFalse();
    }
  }

  @Test
  void anOutcomeForMemoryKeepsWhatTheProcessSaid() {
    Outcome outcome = Verdict.outOfMemory(signalled(9, null));

    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.OUT_OF_MEMORY);
    assertThat(outcome.signal()).isEqualTo(9);
    assertThat(outcome.reason()).isNotBlank();
  }

  private static ProcessListener.Exit signalled(int signal, @Nullable String outputError) {
    return new ProcessListener.Exit(
        null, signal, null, null, false, CapturedStream.EMPTY, CapturedStream.EMPTY, outputError);
  }

  @Test
  void outputThatCouldNotBeStoredIsNoSuccess() {
    ProcessListener.Exit full =
        new ProcessListener.Exit(
            0, null, null, null, false, CapturedStream.EMPTY, CapturedStream.EMPTY, "disk full");

    assertThat(Verdict.of(full, null, LIMIT).kind()).isEqualTo(Outcome.Kind.RETURNED);
  }

  @Test
  void aRefusalIsTheCommandsFaultOrTheNodes() {
    assertThat(Verdict.of(new ProcessListener.Refusal(true, "EAGAIN"), null, LIMIT).kind())
        .isEqualTo(Outcome.Kind.RETURNED);
    assertThat(Verdict.of(new ProcessListener.Refusal(false, "ENOENT"), null, LIMIT).kind())
        .isEqualTo(Outcome.Kind.INVALID);
  }

  // --- waiting

  @Test
  void backOffGrowsToItsBoundAndStartsAfresh() {
    Backoff backoff = new Backoff(new Random(1));
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isBetween(1L, 5000L);
    }
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(100);
  }
}
