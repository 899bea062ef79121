package io.distcomp.node;

import io.distcomp.bus.Channels;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hands what the executor has ended to the recorder, and tells it when Redis was restarted. */
final class ReporterVerticle extends VerticleBase {

  private final NodeParts node;
  private @Nullable OutcomeRecorder recorder;

  ReporterVerticle(NodeParts node) {
    this.node = node;
  }

  @Override
  public Future<?> start() {
    OutcomeRecorder started = new OutcomeRecorder(vertx, node);
    recorder = started;
    node.turnover().outcomesFrom(started::takeAlong);
    node.bus().consume(Channels.FINISHED, finished -> started.add(finished.report()));
    return node.queue()
        .onRestart(restarted -> context.runOnContext(v -> started.onRestarted(restarted)));
  }

  /** Completes when everything is recorded or on the disk, what has just been sent included. */
  @Override
  public Future<?> stop() {
    return Objects.requireNonNull(recorder).stop();
  }
}
