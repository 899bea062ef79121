package io.distcomp.node;

import io.distcomp.queue.Exchange;
import io.distcomp.queue.TaskQueue;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.task.AttemptReport;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has a claim take along the outcomes that wait, so that a task which makes room for the next one
 * costs one round trip and not two. Confined to the event loop of fetcher and reporter.
 */
final class Turnover {

  /** Outcomes that leave with a claim; the answer is the reporter's. */
  record Departing(List<AttemptReport> reports, Promise<List<Commit>> answer) {}

  private final TaskQueue queue;
  private Supplier<@Nullable Departing> outcomes = () -> null;

  Turnover(TaskQueue queue) {
    this.queue = queue;
  }

  /** Where to ask for outcomes; null means that none may go now. */
  void outcomesFrom(Supplier<@Nullable Departing> source) {
    outcomes = source;
  }

  Future<Claimed> claim(ClaimRequest request) {
    Departing departing = outcomes.get();
    return departing == null ? queue.claim(request) : exchange(departing, request);
  }

  private Future<Claimed> exchange(Departing departing, ClaimRequest request) {
    return queue
        .exchange(departing.reports(), request)
        .onSuccess(both -> departing.answer().complete(both.commits()))
        .onFailure(departing.answer()::fail)
        .map(Exchange.Exchanged::claimed);
  }
}
