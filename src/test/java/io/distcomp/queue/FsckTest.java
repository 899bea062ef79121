package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.distcomp.testkit.Damage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The product's fsck against damage done by hand, with the recount as its judge. */
class FsckTest extends QueueFixture {

  private static final int TASKS = 140; // three keys of 64
  private static final QueueKeys KEYS = new QueueKeys("test");

  private static RedisLink link;

  /** The states of all tasks before the damage. */
  private List<TaskState> before;

  @BeforeAll
  static void openLink() {
    link = new RedisLink(vertx, RedisAddress.of(REDIS.url(), "test"));
  }

  @AfterAll
  static void closeLink() {
    link.close();
  }

  /**
   * Job 1: tasks 1 and 2 finished, 3 failed, 4 waiting to be retried, 5 cancelled, 6 and 7 in
   * progress on node1, 8 on node2, 9 returned with an avoided node, the others to do. Job 2: two
   * tasks with needs of their own.
   */
  @BeforeEach
  void oneOfEach() {
    NodeInfo other = register("node2", BIG);
    submit("job", shells(TASKS));
    submit("other", List.of(shell("a", 7, Resources.of(1, 1)), shell("b", 3, Resources.of(2, 1))));
    Claim big = claim(1).get(0);
    assertThat(big.id()).isEqualTo(new TaskId(new JobId(2), 1));
    await(queue.release(List.of(held(big)), "node1", "x"));
    await(queue.cancel(List.of(big.id())));
    commit(node, claim(1).get(0), Outcome.exited(0), "wrote");
    commit(claim(1).get(0), Outcome.exited(0));
    commit(claim(1).get(0), Outcome.timedOut("after 1 s"));
    commit(claim(1).get(0), Outcome.exited(1));
    await(queue.cancel(List.of(new TaskId(new JobId(1), 5))));
    claim(2);
    claim(other, 1, BIG);
    commit(claim(1).get(0), Outcome.invalid("no such folder"));
    assertThat(recount()).isEmpty();
    before = states();
  }

  private static List<String> recount() {
    try (Recount recount = new Recount(REDIS.host(), REDIS.port(), "test")) {
      return recount.faults();
    }
  }

  private static FsckReport fsck(boolean mend) {
    return await(new Fsck(link, KEYS, mend).run());
  }

  private static List<TaskState> states() {
    List<TaskState> states = new ArrayList<>();
    for (int i = 1; i <= TASKS; i++) {
      states.add(
          await(
              queue
                  .task(new TaskId(new JobId(1), i))
                  .map(task -> task.map(TaskStatus::state).orElse(null))
                  .otherwiseEmpty())); // what cannot be shown has no state
    }
    return states;
  }

  @Test
  void aSoundQueueHasNoFindingsAndIsLeftAsItIs() {
    String whole = dump();

    FsckReport report = fsck(true);

    assertThat(report.findings()).isEmpty();
    assertThat(report.unchecked()).isEmpty();
    assertThat(report.tasks()).isEqualTo(TASKS + 2);
    assertThat(dump()).isEqualTo(whole);
  }

  private static String dump() {
    StringBuilder all = new StringBuilder();
    REDIS
        .cli("KEYS", "*")
        .lines()
        .sorted()
        .forEach(key -> all.append(key).append(' ').append(REDIS.cli("DUMP", key).hashCode()));
    return all.toString();
  }

  /**
   * Columns: what, the kind of a finding, tasks that may change, the damage ({@code ;} between).
   */
  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/fsck/damage.csv", delimiter = '|', numLinesToSkip = 1)
  void whatIsDamagedIsFoundAndMendedAndTheRestRuns(
      String what, String kind, String changed, String damage) {
    new Damage(REDIS, "test").make(damage);

    String damaged = dump();
    FsckReport seen = fsck(false);
    assertThat(seen.findings()).as(what).isNotEmpty().allMatch(Finding::isOpen);
    assertThat(seen.findings()).extracting(f -> f.kind().word()).contains(kind);
    assertThat(dump()).as("a look writes nothing").isEqualTo(damaged);

    FsckReport mended = fsck(true);
    assertThat(mended.open()).as("%s", mended).isZero();
    assertThat(fsck(false).findings()).as("nothing is left").isEmpty();
    assertThat(recount()).isEmpty();
    othersAreAsBefore(changed == null ? Set.of() : Set.of(changed.split(" ", -1)));
    everythingEnds();
  }

  @Test
  void theLightFsckMendsWhatIsCertainOneNodeAtATime() {
    REDIS.cli("HDEL", "dc:{test}:run:" + node.incarnation().value(), "1.6", "1.7");
    REDIS.cli("ZREM", "dc:{test}:leases", node.incarnation().value());
    REDIS.cli("ZADD", "dc:{test}:leases", "+inf", "nobody");
    REDIS.cli("ZADD", "dc:{test}:later", "1", "9.9");
    REDIS.cli("ZREM", "dc:{test}:failed:1", "3");

    FsckReport report = await(queue.fsckTurn(node.incarnation()));

    assertThat(report.tasks()).isEqualTo(TASKS + 2);
    assertThat(report.findings())
        .filteredOn(finding -> !finding.isOpen())
        .extracting(Finding::subject)
        .contains("1.6", "1.7", "nobody", "9.9");
    assertThat(report.findings())
        .as("what could be meant otherwise is only said")
        .filteredOn(Finding::isOpen)
        .extracting(Finding::subject)
        .containsExactly("1.3");
    assertThat(await(queue.fsckTurn(node.incarnation()))).isEqualTo(FsckReport.NOTHING);
    REDIS.cli("ZADD", "dc:{test}:failed:1", "1", "3");
    assertThat(recount()).isEmpty();
  }

  @Test
  void theLightFsckGoesOnWhereTheLastTurnEnded() {
    JobId job = submit("large", shells(3000));
    long seen = await(queue.fsckTurn(node.incarnation())).tasks();
    assertThat(seen).isBetween(1000L, 1300L);

    for (int turn = 0; turn < 2; turn++) {
      REDIS.cli("DEL", "dc:{test}:fsck-turn");
      seen += await(queue.fsckTurn(node.incarnation())).tasks();
    }
    assertThat(seen).as("each task of job %s once", job).isEqualTo(TASKS + 2 + 3000);
  }

  @Test
  void aLargeJobIsCountedInStepsAndMendedWhenTwoLooksAgree() {
    JobId job = submit("large", shells(21_000));
    REDIS.cli("HINCRBY", "dc:{test}:job:" + job, "finished", "5");

    assertThat(fsck(true).open()).isZero();
    assertThat(fsck(false).findings()).isEmpty();
    assertThat(REDIS.cli("HGET", "dc:{test}:job:" + job, "finished")).isEqualTo("0");
  }

  private void othersAreAsBefore(Set<String> changed) {
    if (changed.contains("all")) {
      return;
    }
    List<TaskState> now = states();
    for (int i = 1; i <= TASKS; i++) {
      if (!changed.contains(Integer.toString(i))) {
        assertThat(now.get(i - 1)).as("task %d", i).isEqualTo(before.get(i - 1));
      }
    }
  }

  /** A good node claims and finishes whatever is not final, also what dead nodes hold. */
  private void everythingEnds() {
    NodeInfo good = register("good", BIG);
    REDIS
        .cli("ZRANGE", "dc:{test}:leases", "0", "-1")
        .lines()
        .filter(inc -> !inc.equals(good.incarnation().value()))
        .forEach(inc -> REDIS.cli("ZADD", "dc:{test}:leases", "1", inc));
    await(queue.reap(1000, NO_STRIKE));
    await(queue.reap(1000, NO_STRIKE));
    for (int round = 0; round < 5; round++) {
      elapse();
      for (Claim claim : claim(good, 500, BIG).tasks()) {
        commit(good, claim, Outcome.exited(0), "");
      }
    }
    assertThat(recount()).isEmpty();
    assertThat(await(queue.status()).counts().open()).as("open tasks").isZero();
  }
}
