package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.Insight.FailureGroup;
import io.distcomp.queue.Insight.Failures;
import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.Outcome;
import io.distcomp.task.Resources;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskSpec;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import io.distcomp.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Failed tasks by how they failed, on a real Redis. */
class FailuresTest extends QueueFixture {

  /** A job whose tasks all fail at their first attempt, each with an output of its own. */
  private JobId failed(String name, int tasks, Outcome outcome, IntFunction<String> output) {
    List<TaskSpec> specs = new ArrayList<>();
    for (int i = 1; i <= tasks; i++) {
      specs.add(
          new TaskSpec(
              TaskType.SHELL,
              "run " + i,
              5,
              Resources.NONE,
              null,
              new TreeSet<>(),
              null,
              new TreeMap<>(),
              0));
    }
    JobId job = submit(name, specs);
    for (int left = tasks; left > 0; ) {
      List<AttemptReport> reports = new ArrayList<>();
      for (Claim claim : claim(node, 500, BIG).tasks()) {
        reports.add(report(node, claim, outcome, output.apply((int) claim.id().index())));
      }
      await(queue.commit(reports));
      left -= reports.size();
    }
    return job;
  }

  private static Failures failures(JobId job) {
    return await(queue.insight().failures(job, 100));
  }

  private static TaskFilter alike(JobId job, String key) {
    return new TaskFilter(job, null, null, null, null, null, key);
  }

  @Test
  void tasksThatDifferOnlyInNumbersAndPathsAreOneGroup() {
    JobId one =
        failed("one", 3, Outcome.exited(1), i -> "start\nno /data/in" + i + "/x: line " + i + "\n");
    JobId two = failed("two", 1, Outcome.exited(1), i -> "no /tmp/y/z: line 77\n\n");
    failed("other", 2, Outcome.exited(2), i -> "no /tmp/y/z: line 77\n");

    Failures all = failures(null);

    assertThat(all.exact()).isTrue();
    assertThat(all.groups()).hasSize(2);
    FailureGroup first = all.groups().get(0);
    assertThat(first.count()).isEqualTo(4);
    assertThat(first.message()).isEqualTo("no <path>: line <n>");
    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.outcome()).isEqualTo(Outcome.Kind.FAILED);
    assertThat(first.nodes()).containsExactly("node1");
    assertThat(first.jobs()).containsExactly(one, two);
    assertThat(first.example()).isEqualTo(new TaskId(two, 1));
    assertThat(first.key()).matches("[0-9a-f]{16}");
    assertThat(failures(one).groups()).extracting(FailureGroup::count).containsExactly(3L);
  }

  @Test
  void aGroupsTasksAreListedByItsKey() {
    JobId one = failed("one", 5, Outcome.exited(1), i -> "a" + i);
    failed("two", 3, Outcome.exited(1), i -> "b" + i);
    String key = failures(one).groups().get(0).key();

    Page<TaskStatus> all = await(queue.tasks(alike(null, key), 100, null));

    assertThat(all.rows()).hasSize(5).allMatch(task -> task.id().job().equals(one));
    assertThat(all.nextCursor()).isNull();
    TaskFilter running = new TaskFilter(null, TaskState.IN_PROGRESS, null, null, null, null, key);
    assertThat(await(queue.tasks(running, 100, null)).rows()).isEmpty();
    TaskFilter text = new TaskFilter(one, null, null, null, null, "run 3", key);
    assertThat(await(queue.tasks(text, 100, null)).rows())
        .extracting(TaskStatus::id)
        .containsExactly(new TaskId(one, 3));
  }

  @Test
  void aGroupIsCountedAndRunAgainAsAWhole() {
    JobId job = failed("one", 40, Outcome.exited(1), i -> "a" + i);
    failed("two", 3, Outcome.exited(1), i -> "b" + i);
    String key = failures(job).groups().get(0).key();

    assertThat(await(queue.count(alike(null, key), null)).count()).isEqualTo(40);
    assertThat(await(queue.retry(alike(null, key), 39)).asExpected()).isFalse();
    assertThat(await(queue.retry(alike(null, key), 40)).changed()).isEqualTo(40);
    assertThat(await(queue.count(alike(null, key), null)).count()).isZero();
    TaskFilter running = new TaskFilter(null, TaskState.IN_PROGRESS, null, null, null, null, key);
    assertThat(await(queue.count(running, null)).count()).isZero();
  }

  @Test
  void everyTaskOfAGroupIsMetAlthoughThoseOfEarlierPagesAreRetriedMeanwhile() {
    JobId job = failed("one", 40, Outcome.exited(1), i -> "a" + i);
    String key = failures(job).groups().get(0).key();
    Set<TaskId> met = new TreeSet<>();
    String cursor = null;
    int pages = 0;
    do {
      Page<TaskStatus> page = await(queue.tasks(alike(null, key), 7, cursor));
      List<TaskId> ids = page.rows().stream().map(TaskStatus::id).toList();
      met.addAll(ids);
      await(queue.retry(ids));
      cursor = page.nextCursor();
      pages++;
    } while (cursor != null && pages < 50);

    assertThat(met).hasSize(40);
    assertThat(pages).isLessThan(50);
    assertThat(failures(job).groups()).isEmpty();
  }

  @Test
  void pagesOfTasksThatStayHaveEachOnce() {
    JobId job = failed("one", 40, Outcome.exited(1), i -> "a" + i);
    String key = failures(job).groups().get(0).key();
    List<TaskId> met = new ArrayList<>();
    String cursor = null;
    do {
      Page<TaskStatus> page = await(queue.tasks(alike(job, key), 7, cursor));
      page.rows().forEach(task -> met.add(task.id()));
      cursor = page.nextCursor();
    } while (cursor != null && met.size() < 100);

    assertThat(met).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  void aCursorOfSomethingElseIsRefused() {
    JobId job = failed("one", 1, Outcome.exited(1), i -> "a");
    for (String cursor : List.of("x", "1.1", "0/0/0", "2/1/1", "1/1/inf", "1/-1/1")) {
      assertThatThrownBy(() -> await(queue.tasks(alike(job, "0".repeat(16)), 7, cursor)))
          .as(cursor)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void oneLookHasABoundAndSaysSo() {
    JobId many = failed("many", 5100, Outcome.exited(1), i -> "a" + i);

    Failures some = failures(many);

    assertThat(some.exact()).isFalse();
    assertThat(some.groups().get(0).count()).isEqualTo(5000);
  }

  @Test
  void whatCannotBeReadIsAGroupOfItsOwn() {
    JobId job = failed("one", 2, Outcome.exited(1), i -> "a" + i);
    REDIS.cli("HSET", "dc:{test}:rec:" + job + ":0", "1", "no record");
    REDIS.cli("HSET", "dc:{test}:out:" + job + ":0", "2", "no output");
    REDIS.cli("ZADD", "dc:{test}:failed:" + job, "5", "not an index");
    REDIS.cli("ZADD", "dc:{test}:jobs", "99", "not a job");
    REDIS.cli("SET", "dc:{test}:failed:98", "no set");
    REDIS.cli("ZADD", "dc:{test}:jobs", "98", "98");

    assertThat(failures(null).groups())
        .extracting(FailureGroup::message)
        .containsExactlyInAnyOrder("unreadable: its record", "no output");
  }

  @Test
  void messagesAreWithoutWhatDiffers() {
    assertThat(FailureMessage.normal("at 2026-11-24 12:00:01.5 0xDEADbeef in /a/b.py:12"))
        .isEqualTo("at <n>-<n>-<n> <n> <hex> in <path>:<n>");
    assertThat(FailureMessage.normal("id 123e4567-e89b-12d3-a456-426614174000 sha 0af31bd9c2"))
        .isEqualTo("id <id> sha <hex>");
    assertThat(FailureMessage.normal("and/or deadline facade  x\ty"))
        .isEqualTo("and/or deadline facade x y");
    assertThat(FailureMessage.normal("/".repeat(300) + "a1".repeat(5000)))
        .hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void coloursAndBlankLinesAreNoMessage() {
    JobId job =
        failed(
            "one",
            1,
            Outcome.exited(1),
            i -> "first\n\u001B[31mError:\u001B[0m bad\r\n \n\u001B[0m\n");

    assertThat(failures(job).groups().get(0).message()).isEqualTo("Error: bad");
  }

  @Test
  void withoutAMessageTheOutcomeIsSaid() {
    failed("a", 1, Outcome.signalled(9), i -> "");
    failed("b", 1, Outcome.timedOut("no end in 5 s"), i -> "");

    assertThat(failures(null).groups())
        .extracting(FailureGroup::message)
        .containsExactlyInAnyOrder("failed without a message", "no end in <n> s");
  }
}
