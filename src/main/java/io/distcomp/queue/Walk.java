package io.distcomp.queue;

import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import java.util.List;

/** A walk over all tasks that match, a bounded part in each step. Places are text, for cursors. */
interface Walk {

  /** What one step found, and where the next begins: {@link StepLoop#END} at the end. */
  record Step(List<TaskId> ids, String next) {}

  /** Where it begins; {@link StepLoop#END} when nothing can match. */
  String start();

  /**
   * Goes on from a place; from {@link StepLoop#END} it finds nothing.
   *
   * @throws IllegalArgumentException when the text is no place
   */
  Future<Step> step(String place);
}
