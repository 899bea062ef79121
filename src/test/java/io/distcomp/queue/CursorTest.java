package io.distcomp.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.JobId;
import io.distcomp.task.TaskState;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no cursor is told by the future, never thrown at the caller. */
class CursorTest extends QueueFixture {

  private static final JobId JOB = new JobId(1);

  @ParameterizedTest
  @ValueSource(strings = {"x", "1.x", "-1.1", "99999999999999999999", "1/2"})
  void whatIsNoCursorFailsTheFuture(String cursor) {
    for (TaskFilter filter :
        List.of(
            TaskFilter.ALL,
            new TaskFilter(JOB, TaskState.FAILED, null, null, null, null),
            new TaskFilter(null, TaskState.IN_PROGRESS, null, null, null, null),
            new TaskFilter(JOB, null, null, null, null, null, "0123456789abcdef"))) {
      assertRefused(queue.tasks(filter, 10, cursor));
    }
    assertRefused(queue.jobs(10, cursor));
  }

  private static void assertRefused(Future<?> page) {
    assertThatThrownBy(() -> await(page)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFirstPageNeedsNone() {
    assertThat(await(queue.tasks(TaskFilter.ALL, 10, null)).rows()).isEmpty();
    assertThat(await(queue.jobs(10, null)).rows()).isEmpty();
  }
}
