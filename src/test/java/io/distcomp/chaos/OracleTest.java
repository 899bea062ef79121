package io.distcomp.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.chaos.Evidence.Keeps;
import io.distcomp.chaos.Violation.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The oracle on ledgers written by hand: each kind of violation is found, and nothing else. */
class OracleTest {

  private static final String SPEC = "1 . 'ledger.sh'; s 7; echo out-7; e 7";
  private static final String HEAD = "d 1 1 aa c 0 0 0 5 9 - - -";
  private static final String DONE = "1 node-0 10 20 succeeded 0 - 1 - 0 ";

  private String record = HEAD + "\n" + DONE;
  private Set<Integer> attempted = Set.of(7);
  private Set<Integer> acknowledged = Set.of(7);
  private List<Executions.Mark> marks = List.of(mark("aa", 1, true), mark("aa", 1, false));
  private List<String> changed = List.of();
  private Work.Kind kind = Work.Kind.QUICK;
  private Keeps keeps = Keeps.ALL;
  private Map<String, String> specs = Map.of("1", SPEC);

  private static Executions.Mark mark(String incarnation, long attempt, boolean start) {
    return new Executions.Mark("1.1", "id-0", incarnation, attempt, 7, start, start ? 1.0 : 1.1);
  }

  private List<Kind> judge() {
    Map<String, Map<String, String>> keys = new TreeMap<>();
    keys.put("spec:1:0", specs);
    keys.put("rec:1:0", record == null ? Map.of() : Map.of("1", record));
    Evidence evidence =
        new Evidence(
            new Evidence.Rules(keeps, 2, 3),
            Map.of(7, new Work(7, kind, 0)),
            attempted,
            acknowledged,
            List.of(),
            marks,
            changed,
            new Dump(keys),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of("id-0", "node-0", "id-1", "node-1"),
            List.of());
    return Oracle.judge(evidence).stream().map(Violation::kind).distinct().toList();
  }

  @Test
  void aTaskThatRanOnceAndFinishedIsInOrder() {
    assertThat(judge()).isEmpty();
  }

  @Test
  void anAcknowledgedTaskThatIsNotThereIsLost() {
    acknowledged = Set.of(7, 8);
    assertThat(judge()).containsExactly(Kind.LOST);
    keeps = Keeps.TASKS;
    assertThat(judge()).containsExactly(Kind.LOST);
    keeps = Keeps.WHAT_IS_LEFT;
    assertThat(judge()).isEmpty();
  }

  @Test
  void aTaskThatNobodySentIsUnexpected() {
    attempted = Set.of();
    acknowledged = Set.of();
    assertThat(judge()).containsExactly(Kind.UNEXPECTED);
  }

  @Test
  void aTaskThatIsStoredTwiceIsDuplicated() {
    specs = Map.of("1", SPEC, "2", SPEC);
    assertThat(judge()).contains(Kind.DUPLICATED);
  }

  @Test
  void aTaskWithoutAFinalStateIsStuck() {
    record = "p 1 1 aa o 0 0 0 5 9 - - -";
    assertThat(judge()).containsExactly(Kind.STUCK);
    record = null;
    assertThat(judge()).containsExactly(Kind.STUCK);
  }

  @Test
  void anOutcomeOfAnotherRunIsMisattributed() {
    record = "d 1 2 bb c 0 0 0 5 9 - - -\n" + DONE;
    marks = List.of(mark("aa", 1, true), mark("aa", 1, false), mark("bb", 2, true));
    assertThat(judge()).containsExactly(Kind.MISATTRIBUTED);
  }

  @Test
  void anOutcomeOfAnotherNodeUnderTheSameAttemptIsMisattributed() {
    record = HEAD + "\n" + DONE.replace("node-0", "node-1");
    assertThat(judge()).containsExactly(Kind.MISATTRIBUTED);
  }

  @Test
  void aSuccessThatNeverRanToItsEndIsMisattributed() {
    marks = List.of(mark("aa", 1, true));
    assertThat(judge()).containsExactly(Kind.MISATTRIBUTED);
    marks = List.of();
    assertThat(judge()).containsExactly(Kind.MISATTRIBUTED);
  }

  @Test
  void twoOutcomesThatCountAreADuplicateCommit() {
    record = HEAD + "\n" + DONE + "\n" + DONE;
    assertThat(judge()).containsExactly(Kind.DUPLICATE_COMMIT);
    record = HEAD.replace("d 1 1", "d 1 2") + "\n" + DONE + "\n" + DONE.replaceFirst("1", "2");
    marks = List.of(mark("aa", 2, true), mark("aa", 2, false));
    assertThat(judge()).containsExactly(Kind.DUPLICATE_COMMIT);
  }

  @Test
  void aFinalStateThatChangedIsFound() {
    changed = List.of("1.1");
    assertThat(judge()).containsExactly(Kind.CHANGED);
  }

  @Test
  void aClaimThatRanTwiceIsFound() {
    marks = List.of(mark("aa", 1, true), mark("aa", 1, true), mark("aa", 1, false));
    assertThat(judge()).containsExactly(Kind.ATTEMPTS);
  }

  @Test
  void aRunThatNoRecordKnowsIsFound() {
    marks = List.of(mark("aa", 1, true), mark("aa", 1, false), mark("bb", 2, true));
    assertThat(judge()).containsExactly(Kind.ATTEMPTS);
  }

  @Test
  void aFailureThatIsCountedAndDidNotHappenIsFound() {
    record = HEAD.replace("c 0", "c 1") + "\n" + DONE;
    assertThat(judge()).containsExactly(Kind.LIMITS);
  }

  @Test
  void aTaskThatEndsInAnotherWayThanItsCommandIsFound() {
    kind = Work.Kind.FAILS;
    assertThat(judge()).containsExactly(Kind.WRONG_END);
  }

  @Test
  void aLineOfTheLedgerIsReadAsItIsWritten() {
    assertThat(Executions.parse("1.2 id.aa.1.2.1.3 3 7 E 12.34"))
        .isEqualTo(new Executions.Mark("1.2", "id", "aa", 3, 7, false, 12.34));
  }
}
