package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Page;
import io.distcomp.queue.TaskQueue.TaskFilter;
import io.distcomp.task.TaskId;
import io.distcomp.task.TaskState;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the tasks of one group of failures, newest first. A place is {@code alike-cursor}.
 */
final class FailureWalk implements Walk {

  private static final String WORD = "alike-";
  private static final String START = WORD + "0";
  private static final int STEP = 1000;

  private final FailureReader failures;
  private final TaskReader reader;
  private final TaskFilter filter;

  FailureWalk(FailureReader failures, TaskReader reader, TaskFilter filter) {
    this.failures = failures;
    this.reader = reader;
    this.filter = filter;
  }

  @Override
  public String start() {
    return filter.state() == null || filter.state() == TaskState.FAILED ? START : StepLoop.END;
  }

  @Override
  public Future<Step> step(String place) {
    if (place.equals(StepLoop.END)) {
      return Future.succeededFuture(new Step(List.of(), StepLoop.END));
    }
    if (!place.startsWith(WORD)) {
      throw new IllegalArgumentException("'" + place + "' is no place");
    }
    String cursor = place.equals(START) ? null : place.substring(WORD.length());
    return failures
        .page(filter.job(), Objects.requireNonNull(filter.failure()), STEP, cursor)
        .compose(this::matching);
  }

  private Future<Step> matching(Page<TaskId> page) {
    String next = next(page.nextCursor());
    return page.rows().isEmpty()
        ? Future.succeededFuture(new Step(List.of(), next))
        : reader
            .rows(TaskReader.failed(filter), null, 0, STEP, true, page.rows())
            .map(answer -> new Step(Replies.ids(answer), next));
  }

  private static String next(@Nullable String cursor) {
    return cursor == null ? StepLoop.END : WORD + cursor;
  }
}
