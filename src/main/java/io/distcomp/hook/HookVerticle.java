package io.distcomp.hook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Looks for events to tell and for tasks that want more nodes, on a loop of its own: nothing that
 * is slow here holds up work. Deployed where the node is put together.
 */
public final class HookVerticle extends VerticleBase {

  private static final long EVENTS_MS = 1000;
  private static final long QUEUE_MS = 2000;

  /** What is being told when the node stops has so long; what is not told then another tells. */
  private static final long LAST_WORDS_MS = 2000;

  private final HookSetup setup;
  private @Nullable Teller teller;
  private @Nullable Scaler scaler;
  private boolean stopped;

  public HookVerticle(HookSetup setup) {
    this.setup = setup;
  }

  @Override
  public Future<?> start() {
    Commands commands = new Commands(vertx, setup);
    return commands
        .prepare()
        .onSuccess(
            v -> {
              teller = new Teller(vertx, setup, commands);
              scaler = new Scaler(setup, commands);
              tellIn(EVENTS_MS);
              lookIn(QUEUE_MS);
            });
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    Promise<Void> limit = Promise.promise();
    vertx.setTimer(LAST_WORDS_MS, t -> limit.tryComplete());
    teller().whenQuiet().onComplete(v -> limit.tryComplete());
    return limit.future().onComplete(v -> teller().close());
  }

  private Teller teller() {
    return Objects.requireNonNull(teller, "started");
  }

  private void tellIn(long millis) {
    vertx.setTimer(millis, t -> tell());
  }

  private void tell() {
    if (!stopped) {
      teller().turn().onComplete(v -> tellIn(EVENTS_MS));
    }
  }

  private void lookIn(long millis) {
    vertx.setTimer(millis, t -> look());
  }

  private void look() {
    if (!stopped) {
      Future.join(teller().lookForStandstill(), Objects.requireNonNull(scaler, "started").turn())
          .onComplete(v -> lookIn(QUEUE_MS));
    }
  }
}
