package io.distcomp.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A listener that keeps what it hears; any test may wait for it. */
final class Heard implements ProcessListener {
  final CompletableFuture<ChildProcess> started = new CompletableFuture<>();
  final CompletableFuture<Refusal> refused = new CompletableFuture<>();
  final CompletableFuture<Exit> exited = new CompletableFuture<>();

  @Override
  public void onStarted(ChildProcess process) {
    if (!started.complete(process)) {
      throw new IllegalStateException("started twice");
    }
  }

  @Override
  public void onRefused(Refusal refusal) {
    if (started.isDone() || !refused.complete(refusal)) {
      throw new IllegalStateException("refused after a start or twice");
    }
  }

  @Override
  public void onExit(Exit exit) {
    if (!started.isDone() || !exited.complete(exit)) {
      throw new IllegalStateException("exited before the start or twice");
    }
  }

  @com.google.errorprone.annotations.CanIgnoreReturnValue
  ChildProcess child() {
    return get(started);
  }

  Exit exit() {
    return get(exited);
  }

  Refusal refusal() {
    return get(refused);
  }

  void kill(Duration grace) {
    child().kill(grace);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("nothing heard in time", e);
    }
  }
}
