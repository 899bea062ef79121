package io.distcomp.api;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * Repeats an asynchronous step. Used where composing would chain as many futures as there are
 * steps.
 */
final class Loop {
  private Loop() {}

  /** Until the step answers false or fails; the stack does not grow with the number of steps. */
  static Future<Void> whileTrue(Supplier<Future<Boolean>> step) {
    Promise<Void> done = Promise.promise();
    run(step, done);
    return done.future();
  }

  private static void run(Supplier<Future<Boolean>> step, Promise<Void> done) {
    Future<Boolean> result = guarded(step);
    while (result.succeeded() && result.result()) {
      result = guarded(step);
    }
    result.onComplete(answer -> goOn(step, done, answer));
  }

  private static void goOn(
      Supplier<Future<Boolean>> step, Promise<Void> done, AsyncResult<Boolean> answer) {
    if (answer.failed()) {
      done.fail(answer.cause());
    } else if (answer.result()) {
      run(step, done);
    } else {
      done.complete();
    }
  }

  private static Future<Boolean> guarded(Supplier<Future<Boolean>> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
