package io.distcomp.archfixture.node;

import io.vertx.core.Vertx;

/** Breaks the rule that everything travels through Bus. Only read by a test. */
public final class UsesTheEventBus {
  void publish(Vertx vertx) {
    vertx.eventBus().publish("anywhere", "anything");
  }
}
