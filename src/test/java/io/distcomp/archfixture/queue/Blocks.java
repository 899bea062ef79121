package io.distcomp.archfixture.queue;

import java.util.concurrent.CompletableFuture;

/** Breaks the rule that an event loop never waits. Only read by a test. */
public final class Blocks {
  String answer(CompletableFuture<String> later) {
    return later.join();
  }
}
