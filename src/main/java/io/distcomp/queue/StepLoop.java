package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * Repeats an asynchronous step as long as it names a next place. Futures that wait for each other
 * would be as deep as there are steps, and a large queue has too many for any stack.
 */
final class StepLoop {
  private StepLoop() {}

  /** What a step answers when it was the last one. */
  static final String END = "0";

  /** From a first place on; a step that answers {@link #END} is the last one. */
  static Future<Void> over(String first, Function<String, Future<String>> step) {
    Promise<Void> done = Promise.promise();
    next(first, step, done);
    return done.future();
  }

  private static void next(
      String place, Function<String, Future<String>> step, Promise<Void> done) {
    step.apply(place)
        .onComplete(
            answer -> {
              if (answer.failed()) {
                done.fail(answer.cause());
              } else if (answer.result().equals(END)) {
                done.complete();
              } else {
                next(answer.result(), step, done);
              }
            });
  }
}
