package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.AttemptReport;
import io.vertx.core.Future;
import java.util.List;

/**
 * The part of the queue through which every task passes twice: outcomes go in, tasks come out. For
 * nodes.
 */
public interface Exchange {

  /**
   * Records outcomes, then takes tasks, in one round trip: what ended makes the room that is asked
   * for. When it fails, neither is known to be done; both are safe to ask for again. A report that
   * cannot be stored is answered for itself.
   */
  Future<Exchanged> exchange(List<AttemptReport> ended, ClaimRequest request);

  /** Takes what fits, best priority first. Tasks that cannot be read are ended on the way. */
  default Future<Claimed> claim(ClaimRequest request) {
    return exchange(List.of(), request).map(Exchanged::claimed);
  }

  /** Records outcomes. One answer for each report, in order. */
  Future<List<Commit>> commit(List<AttemptReport> reports);

  /** One answer for each report, in order, and the tasks. */
  record Exchanged(List<Commit> commits, Claimed claimed) {}
}
