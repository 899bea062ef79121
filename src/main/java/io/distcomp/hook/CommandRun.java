package io.distcomp.hook;

import io.distcomp.process.ChildProcess;
import io.distcomp.process.ProcessListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * One run of a command, killed with all that it started when it takes too long. Made by {@link
 * Commands}; hears the spawner's threads and works on the loop it was made on.
 */
final class CommandRun implements ProcessListener {

  private final Vertx vertx;
  private final Context context;
  private final Duration limit;
  private final Duration grace;
  private final Promise<Ended> ended = Promise.promise();
  private long timer = -1;
  private boolean timedOut;

  CommandRun(Vertx vertx, Duration limit, Duration grace) {
    this.vertx = vertx;
    this.limit = limit;
    this.grace = grace;
    context = vertx.getOrCreateContext();
  }

  Future<Ended> ended() {
    return ended.future();
  }

  @Override
  public void onStarted(ChildProcess process) {
    context.runOnContext(
        v -> {
          if (!ended.future().isComplete()) {
            timer = vertx.setTimer(limit.toMillis(), t -> kill(process));
          }
        });
  }

  private void kill(ChildProcess process) {
    timedOut = true;
    process.kill(grace);
  }

  @Override
  public void onRefused(Refusal refusal) {
    context.runOnContext(v -> ended.tryComplete(Ended.notStarted(refusal.reason())));
  }

  @Override
  public void onExit(Exit exit) {
    context.runOnContext(
        v -> {
          vertx.cancelTimer(timer);
          ended.tryComplete(Ended.of(exit, timedOut));
        });
  }
}
