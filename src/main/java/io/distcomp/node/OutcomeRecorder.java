package io.distcomp.node;

import io.distcomp.bus.Channels;
import io.distcomp.bus.ClusterEvent.TasksSettled;
import io.distcomp.node.Answers.Sent;
import io.distcomp.node.Turnover.Departing;
import io.distcomp.queue.TaskQueue.Commit;
import io.distcomp.queue.TaskQueue.Restarted;
import io.distcomp.task.AttemptReport;
import io.distcomp.task.JobId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records outcomes in batches, one flush at a time: the next batch fills meanwhile. Nothing is
 * dropped: what Redis does not acknowledge goes to the disk and is sent again, oldest first, and
 * the token decides what counts. Confined to the reporter's event loop.
 */
final class OutcomeRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeRecorder.class);

  /** Longer than the fetcher gathers: its next claim takes along what there is. */
  private static final long GATHER_MS = 2;

  /** How long a stop waits for Redis before it leaves the rest to the disk. */
  private static final long STOP_LIMIT_MS = 2000;

  private final Vertx vertx;
  private final NodeParts node;
  private final OutcomeBuffer buffer = new OutcomeBuffer();
  private final Backoff backoff;
  private final QuietLog trouble;
  private final OutcomeRescue rescue;
  private final OutcomeReplay replay;
  private final Answers answers;

  private boolean flushing;
  private boolean gathering;
  private boolean away;
  private boolean gaveUp;
  private @Nullable List<AttemptReport> onTheWay;
  private @Nullable Promise<Void> empty;

  OutcomeRecorder(Vertx vertx, NodeParts node) {
    this.vertx = vertx;
    this.node = node;
    backoff = new Backoff(node.random());
    trouble = new QuietLog(LOG, node.clock(), "recording outcomes", node.health());
    rescue = new OutcomeRescue(vertx, node, buffer, this::onSaved);
    replay = new OutcomeReplay(vertx, node, () -> away);
    answers = new Answers(vertx, node);
  }

  /** Completes when everything is recorded or on the disk, what has just been sent included. */
  Future<Void> stop() {
    empty = Promise.promise();
    if (away) {
      rescue.start();
    }
    long limit = vertx.setTimer(STOP_LIMIT_MS, t -> giveUp());
    flush();
    settle();
    return empty.future().compose(v -> replay.stop(away)).onSuccess(v -> tellRest(limit));
  }

  private void tellRest(long limit) {
    vertx.cancelTimer(limit);
    if (!node.outcomes().isEmpty()) {
      LOG.warn(
          "{} outcome(s) wait in {}; the next start of this data_dir records them",
          node.outcomes().size().outcomes(),
          node.outcomes().folder());
    }
  }

  private void giveUp() {
    gaveUp = true;
    List<AttemptReport> unanswered = onTheWay;
    onTheWay = null;
    if (unanswered != null) {
      buffer.giveBack(unanswered);
    }
    away = true;
    rescue.start();
    settle();
  }

  private void settle() {
    boolean nothingToSend = away || (node.outcomes().isEmpty() && replay.isIdle());
    if (empty != null && nothingToSend && node.holdings().allSafe()) {
      empty.tryComplete();
    }
  }

  /** An execution is over. */
  void add(AttemptReport report) {
    buffer.add(report);
    if (away) {
      rescue.save();
    } else {
      flushSoon();
    }
  }

  /** Redis may have lost what it acknowledged. */
  void onRestarted(Restarted restarted) {
    replay.onRestarted(restarted);
    flush();
  }

  private void onSaved() {
    settle();
    flush();
  }

  /** With the next claim, which comes soon where tasks end; by itself where none comes. */
  private void flushSoon() {
    if (empty != null) {
      flush();
    } else if (!gathering && isWaiting()) {
      gathering = true;
      if (node.holdings().isRunning()) {
        vertx.setTimer(GATHER_MS, t -> onGathered());
      } else { // the demand that the last end makes is on its way to the fetcher
        vertx.runOnContext(v -> onGathered());
      }
    }
  }

  private void onGathered() {
    gathering = false;
    flush();
  }

  private boolean isWaiting() {
    return !buffer.isEmpty() || !node.outcomes().isEmpty() || !replay.isIdle();
  }

  /** What a claim takes along; null when nothing waits or something older goes first. */
  @Nullable Departing takeAlong() {
    boolean inOrder = !away && node.outcomes().isEmpty() && replay.isIdle();
    if (flushing || isOver() || !inOrder || buffer.isEmpty()) {
      return null;
    }
    Departing departing = new Departing(buffer.next(), Promise.promise());
    sendFromMemory(departing.reports(), departing.answer().future());
    return departing;
  }

  /** What was acknowledged and may be lost comes first, then the disk, then memory. */
  private void flush() {
    if (flushing || isOver()) {
      return;
    }
    if (!replay.isIdle()) {
      sendReplay(replay.next());
    } else if (!node.outcomes().isEmpty()) {
      flushing = true;
      node.outcomes().next().onSuccess(this::sendStored).onFailure(this::onTrouble);
    } else if (!buffer.isEmpty()) {
      List<AttemptReport> batch = buffer.next();
      sendFromMemory(batch, node.queue().commit(batch));
    }
  }

  private void sendReplay(List<AttemptReport> batch) {
    send(
        batch,
        node.queue().commit(batch),
        Sent.REPLAYED,
        Future::succeededFuture,
        () -> replay.giveBack(batch));
  }

  private void sendStored(List<AttemptReport> batch) {
    if (batch.isEmpty()) { // what was on its way to the disk was not taken by it
      flushing = false;
      flushSoon();
    } else {
      send(batch, node.queue().commit(batch), Sent.AGAIN, () -> forgetStored(batch), () -> {});
    }
  }

  private Future<Void> forgetStored(List<AttemptReport> batch) {
    return node.outcomes()
        .answered()
        .onSuccess(
            v -> {
              batch.forEach(report -> node.holdings().done(report.id(), report.token()));
              node.health().spooled(node.outcomes().size());
            });
  }

  /** The disk gets nothing meanwhile, or it would come before what is on the way. */
  private void sendFromMemory(List<AttemptReport> batch, Future<List<Commit>> answer) {
    rescue.pause();
    onTheWay = batch;
    send(
        batch,
        answer,
        away ? Sent.AGAIN : Sent.FIRST,
        () -> {
          onTheWay = null;
          batch.forEach(node.holdings()::recorded);
          return Future.succeededFuture();
        },
        () -> {
          onTheWay = null;
          buffer.giveBack(batch);
        });
  }

  private void send(
      List<AttemptReport> batch,
      Future<List<Commit>> answer,
      Sent sent,
      Supplier<Future<Void>> forget,
      Runnable giveBack) {
    flushing = true;
    long sentAt = System.nanoTime();
    answer
        .onSuccess(
            commits ->
                node.meters().committed(Duration.ofNanos(System.nanoTime() - sentAt), batch.size()))
        .onSuccess(
            commits -> {
              if (!isOver()) {
                onCommitted(batch, commits, sent);
                forget.get().onSuccess(v -> onFlushed()).onFailure(this::onTrouble);
              }
            })
        .onFailure(
            cause -> {
              if (!isOver()) {
                giveBack.run();
                onTrouble(cause);
              }
            });
  }

  private void onCommitted(List<AttemptReport> batch, List<Commit> commits, Sent sent) {
    away = false;
    backoff.reset();
    trouble.succeeded();
    rescue.pause();
    node.holdings().stuck(false);
    answers.settle(batch, commits, sent);
    replay.acknowledged(batch);
    Set<JobId> jobs = batch.stream().map(r -> r.id().job()).collect(Collectors.toSet());
    node.bus().publish(Channels.EVENTS, new TasksSettled(node.info().name(), jobs));
  }

  private void onFlushed() {
    flushing = false;
    settle();
    flushSoon();
  }

  private void onTrouble(Throwable cause) {
    away = true;
    trouble.failed(cause);
    rescue.start();
    settle();
    flushing = true; // until the pause is over
    vertx.setTimer(
        backoff.next(),
        t -> {
          flushing = false;
          flush();
        });
  }

  /** What is answered later is on the disk as well; the next start asks for it again. */
  private boolean isOver() {
    return gaveUp || (empty != null && empty.future().isComplete());
  }
}
