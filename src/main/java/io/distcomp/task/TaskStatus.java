package io.distcomp.task;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as users see it.
 *
 * @param notBefore when a waiting task becomes due
 * @param reason why a failed task failed, where it is more than its last attempt's outcome
 */
public record TaskStatus(
    TaskId id,
    TaskSpec spec,
    TaskState state,
    @Nullable Instant notBefore,
    @Nullable String reason,
    List<Attempt> attempts) {

  public TaskStatus {
    attempts = List.copyOf(attempts);
  }
}
