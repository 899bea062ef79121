package io.distcomp.node;

import io.distcomp.bus.Channels;
import io.distcomp.bus.LocalMessage.CapacityFreed;
import io.distcomp.bus.LocalMessage.LeaseInDoubt;
import io.distcomp.bus.LocalMessage.TasksClaimed;
import io.distcomp.queue.TaskQueue.ClaimRequest;
import io.distcomp.queue.TaskQueue.Claimed;
import io.distcomp.queue.TaskQueue.Wake;
import io.distcomp.task.Demand;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks for what the executor could start, one request at a time: on freed capacity, on
 * wake-ups, when a waiting task becomes due, and every few seconds as a backstop.
 */
final class FetcherVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(FetcherVerticle.class);
  private static final long GATHER_MS = 1;

  private final NodeParts node;
  private final Backoff backoff;
  private final QuietLog trouble;

  private Demand demand = Demand.NOTHING;
  private String cursor = ClaimRequest.FROM_BEST;
  private long sequence;
  private long batch;
  private boolean asking;
  private boolean gathering;
  private boolean wakened;
  private boolean draining;
  private boolean stopping;
  private @Nullable Promise<Void> idle;
  private long timer = -1;

  FetcherVerticle(NodeParts node) {
    this.node = node;
    backoff = new Backoff(node.random());
    trouble = new QuietLog(LOG, node.clock(), "claiming tasks", node.health());
  }

  @Override
  public Future<?> start() {
    node.bus().consume(Channels.DEMAND, this::onDemand);
    node.bus().consume(Channels.DRAIN, asked -> onDrain(asked.draining()));
    return node.queue()
        .onWake(wake -> context.runOnContext(v -> onWake(wake)))
        .recover(e -> Future.succeededFuture());
  }

  /** Completes when no claim is on the way any more. */
  @Override
  public Future<?> stop() {
    stopping = true;
    if (!asking) {
      return Future.succeededFuture();
    }
    idle = Promise.promise();
    return idle.future();
  }

  /** A demand that does not count the last batch yet would claim for capacity that is taken. */
  private void onDemand(CapacityFreed freed) {
    if (freed.batch() < batch) {
      return;
    }
    demand = freed.demand();
    cursor = ClaimRequest.FROM_BEST;
    if (2 * demand.slots() >= node.slots()) {
      ask();
    } else {
      gather();
    }
  }

  /** A busy node asks once for what becomes free within a moment. */
  private void gather() {
    if (!gathering) {
      gathering = true;
      vertx.setTimer(
          GATHER_MS,
          t -> {
            gathering = false;
            ask();
          });
    }
  }

  private void onWake(Wake wake) {
    if (wake == Wake.WORK) {
      wakened = true;
      cursor = ClaimRequest.FROM_BEST;
      ask();
    }
  }

  private void onDrain(boolean asked) {
    draining = asked;
    ask();
  }

  private void ask() {
    if (asking || stopping || draining || demand.isNothing()) {
      return;
    }
    asking = true;
    wakened = false;
    vertx.cancelTimer(timer);
    long number = ++sequence;
    long asked = System.nanoTime();
    node.turnover()
        .claim(new ClaimRequest(node.info(), number, demand, cursor))
        .onComplete(
            answer -> {
              asking = false;
              if (answer.succeeded()) {
                tell(asked, answer.result());
                onClaimed(number, answer.result());
              } else {
                onRefused(number, answer.cause());
              }
              settle();
            });
  }

  private void tell(long asked, Claimed claimed) {
    node.meters().claimed(Duration.ofNanos(System.nanoTime() - asked), claimed.tasks().size());
  }

  private void onClaimed(long number, Claimed claimed) {
    node.holdings().claimed(number, claimed.tasks());
    backoff.reset();
    trouble.succeeded();
    cursor = claimed.cursor();
    if (!claimed.known()) {
      node.bus().send(Channels.LEASE, new LeaseInDoubt());
    }
    if (!claimed.tasks().isEmpty()) {
      demand = Demand.NOTHING;
      node.bus().send(Channels.CLAIMED, new TasksClaimed(claimed.tasks(), ++batch));
    } else if (wakened || !cursor.equals(ClaimRequest.FROM_BEST)) {
      ask();
    } else {
      askIn(pause(claimed.nextDue()));
    }
  }

  /** The answer is unknown: what was claimed, if anything, comes back by the next renewal. */
  private void onRefused(long number, Throwable cause) {
    node.holdings().givenUp(number);
    trouble.failed(cause);
    askIn(backoff.next());
  }

  private long pause(@Nullable Instant due) {
    Duration poll = node.config().idlePoll();
    long jittered = poll.toMillis() * 3 / 4 + node.random().nextLong(1 + poll.toMillis() / 2);
    if (due == null) {
      return jittered;
    }
    long untilDue = Duration.between(node.clock().instant(), due).toMillis() + 1;
    return Math.max(1, Math.min(jittered, untilDue));
  }

  private void askIn(long millis) {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(millis, t -> ask());
  }

  private void settle() {
    if (idle != null && !asking) {
      idle.tryComplete();
    }
  }
}
