package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.ManyTasks.Change;
import io.distcomp.queue.ManyTasks.Count;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.Claim;
import io.distcomp.task.JobId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Outcome;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.distcomp.task.TaskStatus;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** All tasks that match: counted, cancelled, run again. */
class MatchesTest extends RecountedFixture {

  private static TaskFilter filter(JobId job, TaskState state) {
    return new TaskFilter(job, state, null, null, null, null);
  }

  private static TaskFilter text(JobId job, String text) {
    return new TaskFilter(job, null, null, null, null, text);
  }

  private static long count(TaskFilter filter) {
    Count count = await(queue.count(filter, null));
    assertThat(count.isExact()).isTrue();
    return count.count();
  }

  /** Of ten tasks two have failed with exit code 3, one was cancelled. */
  private JobId someFailed(String name) {
    JobId job = submit(name, shells(10));
    for (Claim claim : claim(2)) {
      commit(claim, Outcome.timedOut("after 1 s"));
    }
    await(queue.cancel(List.of(new TaskId(job, 3))));
    return job;
  }

  @Test
  void statesAndJobsAreCountedByTheCounters() {
    JobId job = someFailed("a");
    someFailed("b");
    assertThat(count(TaskFilter.ALL)).isEqualTo(20);
    assertThat(count(filter(job, null))).isEqualTo(10);
    assertThat(count(filter(null, TaskState.FAILED))).isEqualTo(4);
    assertThat(count(filter(job, TaskState.CANCELLED))).isEqualTo(1);
    assertThat(count(filter(new JobId(99), null))).isZero();
  }

  /** Far more jobs than a page may cost steps. */
  @Test
  void fewTasksAreFoundAmongManyJobsAtOnce() {
    JobId old = someFailed("old");
    for (int i = 0; i < 450; i++) {
      submit("job-" + i, shells(1));
    }
    assertThat(await(queue.tasks(filter(null, TaskState.FAILED), 10, null)).rows())
        .extracting(TaskStatus::id)
        .containsExactly(new TaskId(old, 1), new TaskId(old, 2));
    assertThat(await(queue.tasks(filter(null, TaskState.WAITING), 10, null)).rows()).isEmpty();
  }

  @Test
  void runningTasksAreFoundByTheirNode() {
    submit("a", shells(4));
    NodeInfo other = register("node2", BIG);
    List<Claim> mine = claim(1);
    List<Claim> theirs = claim(other, 2, BIG).tasks();
    TaskFilter onTheOther = new TaskFilter(null, TaskState.IN_PROGRESS, null, null, "node2", null);
    assertThat(await(queue.tasks(onTheOther, 2, null)).rows())
        .extracting(TaskStatus::id)
        .containsExactlyElementsOf(theirs.stream().map(Claim::id).toList());
    assertThat(count(onTheOther)).isEqualTo(2);
    assertThat(count(new TaskFilter(null, null, null, null, "node1", null))).isEqualTo(mine.size());
    assertThat(count(new TaskFilter(null, TaskState.IN_PROGRESS, null, null, "node3", null)))
        .isZero();
  }

  @Test
  void aSearchIsCountedByAWalk() {
    JobId job = someFailed("a");
    someFailed("b");
    assertThat(count(text(null, "echo 1"))).isEqualTo(4); // 1 and 10 of both
    assertThat(count(text(job, "echo 1"))).isEqualTo(2);
    assertThat(count(new TaskFilter(null, null, "timed_out", null, null, null))).isEqualTo(4);
    assertThat(count(new TaskFilter(null, TaskState.FAILED, null, null, "node1", null)))
        .isEqualTo(4);
    assertThat(count(new TaskFilter(null, TaskState.FAILED, null, null, "node2", null))).isZero();
    assertThat(count(new TaskFilter(null, TaskState.TODO, null, null, null, "echo"))).isEqualTo(14);
  }

  @Test
  void aLongSearchIsCountedInParts() {
    JobId job = submit("large", shells(60_000));
    Count first = await(queue.count(text(job, "9"), null));
    assertThat(first.isExact()).isFalse();
    Count second = await(queue.count(text(job, "9"), first.cursor()));
    assertThat(second.isExact()).isTrue();
    assertThat(second.count())
        .isEqualTo(LongStream.rangeClosed(1, 60_000).filter(i -> ("" + i).contains("9")).count())
        .isGreaterThan(first.count());
  }

  @Test
  void whatIsNoCursorIsRefused() {
    for (String cursor :
        List.of("x", "1-scan-0-1", "1-scan-1", "1-below-1-1", "1-", "-1-scan-1-1")) {
      assertThatThrownBy(() -> await(queue.count(text(null, "x"), cursor)))
          .as(cursor)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void allThatMatchAreRunAgain() {
    someFailed("a");
    someFailed("b");
    Change change = await(queue.retry(filter(null, TaskState.FAILED), 4));
    assertThat(change).isEqualTo(new Change(4, true, 4, change.jobs()));
    assertThat(await(queue.status()).counts()).isEqualTo(new TaskCounts(18, 0, 0, 0, 0, 2));
    assertThat(await(queue.retry(filter(null, TaskState.CANCELLED), 2)).jobs()).hasSize(2);
  }

  @Test
  void nothingIsChangedWhenTheirNumberIsAnother() {
    JobId job = someFailed("a");
    assertThat(await(queue.retry(filter(job, TaskState.FAILED), 1))).isEqualTo(Change.refused(2));
    assertThat(await(queue.cancel(text(job, "echo 1"), 7))).isEqualTo(Change.refused(2));
    assertThat(await(queue.status()).counts()).isEqualTo(new TaskCounts(7, 0, 0, 0, 2, 1));
  }

  @Test
  void ofThoseThatMatchOnlyTheUnfinishedAreCancelled() {
    JobId job = someFailed("a");
    assertThat(await(queue.cancel(filter(job, null), 10)).changed()).isEqualTo(7);
    assertThat(await(queue.status()).counts()).isEqualTo(new TaskCounts(0, 0, 0, 0, 2, 8));
  }

  @Test
  void manyThousandsAreCancelledAndRunAgain() {
    JobId job = submit("large", shells(5_000));
    assertThat(await(queue.cancel(text(job, "echo"), 5_000)).changed()).isEqualTo(5_000);
    assertThat(await(queue.retry(filter(null, TaskState.CANCELLED), 5_000)).changed())
        .isEqualTo(5_000);
    assertThat(claim(500)).hasSize(500);
  }
}
