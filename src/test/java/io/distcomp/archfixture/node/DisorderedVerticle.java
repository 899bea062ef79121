package io.distcomp.archfixture.node;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Breaks two rules of verticles: its order, and what it is made from. Only read by a test. */
final class DisorderedVerticle extends VerticleBase {

  private final String name;

  DisorderedVerticle(String name) {
    this.name = name;
  }

  private Future<String> onStart() {
    return Future.succeededFuture(name);
  }

  @Override
  public Future<?> start() {
    return onStart();
  }
}
