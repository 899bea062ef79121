package io.distcomp.queue;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its first try to its end, on a client of its own: a pool would hand out again
 * a connection that gives no answer, and closing the client ends one that is still being made. Safe
 * for use by many threads.
 */
final class RedisLine {

  private static final long ANSWER_MS = 5000;

  private final Vertx vertx;
  private final Redis client;
  private final Runnable onEnd;
  private final Promise<RedisConnection> opened = Promise.promise();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Set<Script> scripts = ConcurrentHashMap.newKeySet();
  private volatile ServerIdentity server = ServerIdentity.UNKNOWN;

  /**
   * Connects at once.
   *
   * @param introduce gets the connection before its first request, and tells who is there
   * @param onEnd is called once, when the connection has ended or could not be made
   */
  RedisLine(
      Vertx vertx,
      Redis client,
      Function<RedisConnection, Future<ServerIdentity>> introduce,
      Runnable onEnd) {
    this.vertx = vertx;
    this.client = client;
    this.onEnd = onEnd;
    client.connect().onSuccess(fresh -> ready(fresh, introduce)).onFailure(this::hangUp);
  }

  private void ready(
      RedisConnection fresh, Function<RedisConnection, Future<ServerIdentity>> introduce) {
    fresh.endHandler(v -> hangUp(ErrorType.create("CONNECTION_CLOSED")));
    fresh.exceptionHandler(this::hangUp);
    Future.<Void>succeededFuture()
        .compose(v -> introduce.apply(fresh))
        .onFailure(this::hangUp)
        .onSuccess(
            found -> {
              server = found;
              opened.tryComplete(fresh);
            });
  }

  /** Who is there, when the connection works; fails when it ends before that. */
  Future<ServerIdentity> opened() {
    return opened.future().map(connection -> server);
  }

  /** Who is there; known to every question of {@link #ask}. */
  ServerIdentity server() {
    return server;
  }

  /** Whether the server knew this script when it was last called here. */
  boolean hasRun(Script script) {
    return scripts.contains(script);
  }

  void ran(Script script) {
    scripts.add(script);
  }

  /** Whether a new one is needed. */
  boolean isOver() {
    return over.get();
  }

  /**
   * Asks when the connection is made; fails when there is no answer within five seconds, and ends
   * the connection then. The answer comes where the question was asked, whoever's event loop the
   * connection is on.
   */
  <T> Future<T> ask(Function<RedisConnection, Future<T>> question) {
    Promise<T> promise = Promise.promise();
    Context asker = Vertx.currentContext();
    long timer = vertx.setTimer(ANSWER_MS, t -> onSilence(promise));
    opened
        .future()
        .compose(question)
        .onComplete(
            answer -> {
              vertx.cancelTimer(timer);
              onAnswer(asker, promise, answer);
            });
    return promise.future();
  }

  private void onSilence(Promise<?> promise) {
    TimeoutException e = new TimeoutException("Redis gave no answer in " + ANSWER_MS + " ms");
    if (promise.future().isComplete()) {
      return;
    }
    boolean first = over.compareAndSet(false, true); // before anybody hears of it and asks again
    promise.tryFail(e);
    if (first) {
      end(e);
    }
  }

  private <T> void onAnswer(@Nullable Context asker, Promise<T> promise, AsyncResult<T> answer) {
    if (answer.failed() && !RedisTrouble.isRefusal(answer.cause())) {
      hangUp(answer.cause());
    }
    if (asker == null || asker == Vertx.currentContext()) {
      settle(promise, answer);
    } else {
      asker.runOnContext(v -> settle(promise, answer));
    }
  }

  private static <T> void settle(Promise<T> promise, AsyncResult<T> answer) {
    if (answer.succeeded()) {
      promise.tryComplete(answer.result());
    } else {
      promise.tryFail(answer.cause());
    }
  }

  /** Ends it; what waits for an answer fails. */
  void hangUp(Throwable why) {
    if (over.compareAndSet(false, true)) {
      end(why);
    }
  }

  private void end(Throwable why) {
    opened.tryFail(why);
    client.close();
    onEnd.run();
  }
}
