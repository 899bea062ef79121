package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Wake;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscription to wake-ups, made again when its connection breaks. A wake-up may be missed:
 * nodes also poll.
 */
final class WakeUps {

  private static final long AGAIN_MS = 1000;

  private final Vertx vertx;
  private final Redis redis;
  private final QueueKeys keys;
  private final List<Consumer<Wake>> handlers = new CopyOnWriteArrayList<>();
  private volatile @Nullable RedisConnection connection;
  private volatile boolean closed;

  WakeUps(Vertx vertx, Redis redis, QueueKeys keys) {
    this.vertx = vertx;
    this.redis = redis;
    this.keys = keys;
  }

  Future<Void> add(Consumer<Wake> handler) {
    handlers.add(handler);
    return connection != null ? Future.succeededFuture() : subscribe();
  }

  private Future<Void> subscribe() {
    return redis
        .connect()
        .compose(
            fresh -> {
              connection = fresh;
              fresh.handler(this::onMessage);
              fresh.endHandler(v -> onEnd());
              fresh.exceptionHandler(e -> fresh.close().onFailure(x -> {}));
              return fresh.send(Request.cmd(Command.SUBSCRIBE).arg(keys.wake()));
            })
        .mapEmpty();
  }

  private void onMessage(Response message) {
    if (message.type() != ResponseType.PUSH && message.type() != ResponseType.MULTI) {
      return;
    }
    if (message.size() < 3 || !message.get(0).toString().equals("message")) {
      return;
    }
    tell(message.get(2).toString().equals("control") ? Wake.CONTROL : Wake.WORK);
  }

  private void tell(Wake wake) {
    handlers.forEach(handler -> handler.accept(wake));
  }

  private void onEnd() {
    connection = null;
    if (!closed) {
      vertx.setTimer(AGAIN_MS, t -> subscribe().onComplete(this::onSubscribed));
    }
  }

  /** What was published meanwhile is not known, so everybody looks. */
  private void onSubscribed(io.vertx.core.AsyncResult<Void> result) {
    if (result.succeeded()) {
      tell(Wake.WORK);
      tell(Wake.CONTROL);
    } else if (connection == null) {
      onEnd();
    }
  }

  void close() {
    closed = true;
    RedisConnection current = connection;
    if (current != null) {
      current.close().onFailure(e -> {});
    }
  }
}
