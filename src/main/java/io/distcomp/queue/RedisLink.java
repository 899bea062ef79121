package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One pipelined connection that is made again when it breaks, with a limit on each answer: the
 * client of Vert.x has neither. Safe for use by many threads.
 */
final class RedisLink {

  private static final long ANSWER_MS = 5000;

  private final Vertx vertx;
  private final Redis redis;
  private final Consumer<RedisConnection> onConnected;
  private @Nullable Future<RedisConnection> connection;

  RedisLink(Vertx vertx, Redis redis) {
    this(vertx, redis, c -> {});
  }

  /** {@code onConnected} sees each new connection before its first request. */
  RedisLink(Vertx vertx, Redis redis, Consumer<RedisConnection> onConnected) {
    this.vertx = vertx;
    this.redis = redis;
    this.onConnected = onConnected;
  }

  /** Sends a command; fails when there is no connection or no answer within five seconds. */
  Future<@Nullable Response> send(Request request) {
    return connected().compose(c -> limited(c, c.send(request)));
  }

  /** Runs a script, loading it where the server does not know it. */
  Future<Response> eval(Script script, List<String> keys, Function<Request, Request> arguments) {
    return send(call(script, Command.EVALSHA, script.sha(), keys, arguments))
        .recover(
            e ->
                unknown(e)
                    ? send(call(script, Command.EVAL, script.text(), keys, arguments))
                    : Future.failedFuture(e))
        .map(RedisLink::present);
  }

  /** Runs a script and a further command in one round trip; answers in that order. */
  Future<List<Response>> evalWith(
      Script script, List<String> keys, Function<Request, Request> arguments, Request further) {
    Request call = call(script, Command.EVALSHA, script.sha(), keys, arguments);
    return batch(List.of(call, further))
        .recover(
            e ->
                unknown(e)
                    ? batch(
                        List.of(
                            call(script, Command.EVAL, script.text(), keys, arguments), further))
                    : Future.failedFuture(e));
  }

  Future<Void> connect() {
    return connected().mapEmpty();
  }

  void close() {
    Future<RedisConnection> current = drop(null);
    if (current != null) {
      current.onSuccess(RedisLink::hangUp);
    }
  }

  private Future<List<Response>> batch(List<Request> requests) {
    return connected().compose(c -> limited(c, c.batch(requests)));
  }

  private static Request call(
      Script script,
      Command command,
      String body,
      List<String> keys,
      Function<Request, Request> arguments) {
    if (keys.size() != script.keys()) {
      throw new IllegalArgumentException(script + " takes " + script.keys() + " keys");
    }
    Request request = Request.cmd(command).arg(body).arg(keys.size());
    keys.forEach(request::arg);
    return arguments.apply(request);
  }

  private static boolean unknown(Throwable e) {
    return String.valueOf(e.getMessage()).contains("NOSCRIPT");
  }

  private static Response present(@Nullable Response response) {
    if (response == null) {
      throw new IllegalStateException("a script answered nothing");
    }
    return response;
  }

  private synchronized Future<RedisConnection> connected() {
    if (connection == null || connection.failed()) {
      connection = redis.connect().map(this::watched);
    }
    return connection;
  }

  private RedisConnection watched(RedisConnection fresh) {
    fresh.endHandler(v -> forget(fresh));
    fresh.exceptionHandler(e -> forget(fresh));
    onConnected.accept(fresh);
    return fresh;
  }

  /** A connection without an answer may never give one: the next request gets a new one. */
  private <T> Future<T> limited(RedisConnection used, Future<T> answer) {
    Promise<T> promise = Promise.promise();
    long timer =
        vertx.setTimer(
            ANSWER_MS,
            t -> {
              if (promise.tryFail(
                  new TimeoutException("Redis gave no answer in " + ANSWER_MS + " ms"))) {
                forget(used);
                hangUp(used);
              }
            });
    answer.onComplete(
        done -> {
          vertx.cancelTimer(timer);
          if (done.succeeded()) {
            promise.tryComplete(done.result());
          } else {
            promise.tryFail(done.cause());
          }
        });
    return promise.future();
  }

  private synchronized void forget(RedisConnection ended) {
    if (connection != null && connection.succeeded() && connection.result() == ended) {
      connection = null;
    }
  }

  private synchronized @Nullable Future<RedisConnection> drop(
      @Nullable Future<RedisConnection> next) {
    Future<RedisConnection> current = connection;
    connection = next;
    return current;
  }

  private static void hangUp(RedisConnection connection) {
    connection.close().onFailure(e -> {});
  }
}
