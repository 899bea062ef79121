package io.distcomp.bus;

import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * An address and what travels on it. Immutable; all of them are in {@link Channels}.
 *
 * @param <T> the message: an immutable value, handed over as it is on a local channel
 */
public sealed interface Channel<T> {

  String address();

  /** A channel between the verticles of one node; other nodes never hear of it. */
  record Local<T>(String address, Class<T> type) implements Channel<T> {}

  /** A channel between all nodes; messages travel as JSON and may be lost. */
  record Cluster<T>(String address, Function<T, JsonObject> encode, Function<JsonObject, T> decode)
      implements Channel<T> {}

  /**
   * A question to one node, by its incarnation, and its answer.
   *
   * @param <Q> the question
   * @param <A> the answer
   */
  record Request<Q, A>(
      String prefix,
      Function<Q, JsonObject> encodeQuestion,
      Function<JsonObject, Q> decodeQuestion,
      Function<A, JsonObject> encodeAnswer,
      Function<JsonObject, A> decodeAnswer) {

    String addressOf(io.distcomp.task.Incarnation node) {
      return prefix + "." + node;
    }
  }
}
