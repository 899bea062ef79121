package io.distcomp.archfixture.cluster;

import io.vertx.core.Future;

/** Breaks the rule that only the command line waits for a future. Only read by a test. */
public final class Awaits {
  void pause() {
    Future.succeededFuture().await();
  }
}
