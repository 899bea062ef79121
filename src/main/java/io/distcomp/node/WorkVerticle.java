package io.distcomp.node;

import io.distcomp.bus.LoopLag;
import io.distcomp.task.Meters;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The verticles through which every task passes, on one event loop: what they say to each other and
 * to Redis then costs no switch between threads. Deployed by {@link Node}.
 */
final class WorkVerticle extends VerticleBase {

  private final List<Deployable> startOrder;
  private final List<Deployable> stopOrder;
  private final Set<Deployable> started = new HashSet<>();
  private final Meters meters;
  private Runnable endOfLag = () -> {};

  /**
   * Receivers start first: the executor's first word is to the fetcher. The fetcher stops first:
   * what it has still claimed is the executor's to give back.
   */
  WorkVerticle(NodeParts node) {
    meters = node.meters();
    Deployable reporter = new ReporterVerticle(node);
    Deployable fetcher = new FetcherVerticle(node);
    Deployable executor = new ExecutorVerticle(node);
    startOrder = List.of(reporter, fetcher, executor);
    stopOrder = List.of(fetcher, executor, reporter);
  }

  @Override
  public Future<?> start() {
    endOfLag = LoopLag.measure(vertx, "work", meters);
    return startNext(startOrder.iterator());
  }

  @Override
  public Future<?> stop() {
    endOfLag.run();
    return stopNext(stopOrder.stream().filter(started::contains).iterator());
  }

  private Future<?> startNext(Iterator<Deployable> rest) {
    if (!rest.hasNext()) {
      return Future.succeededFuture();
    }
    Deployable next = rest.next();
    started.add(next);
    return called(() -> next.deploy(context)).compose(v -> startNext(rest));
  }

  private Future<?> stopNext(Iterator<Deployable> rest) {
    if (!rest.hasNext()) {
      return Future.succeededFuture();
    }
    Deployable next = rest.next();
    return called(() -> next.undeploy(context)).compose(v -> stopNext(rest));
  }

  /** Verticles may throw; here that is a failed future like any other. */
  private static Future<?> called(Step step) {
    try {
      return step.run();
    } catch (Exception e) {
      return Future.failedFuture(e);
    }
  }

  private interface Step {
    Future<?> run() throws Exception;
  }
}
