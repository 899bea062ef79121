package io.distcomp.queue;

import io.distcomp.queue.TaskQueue.Wake;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscription to wake-ups, made again when its connection breaks. A wake-up may be missed:
 * nodes also poll.
 */
final class WakeUps {

  private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);

  private static final long FIRST_MS = 1000;
  private static final long MAX_MS = 5000;

  private final Vertx vertx;
  private final RedisAddress address;
  private final QueueKeys keys;
  private final RandomGenerator random;
  private final List<Consumer<Wake>> handlers = new CopyOnWriteArrayList<>();
  private @Nullable RedisLine line;
  private Future<Void> subscribed = Future.succeededFuture();
  private long pause = FIRST_MS;
  private boolean closed;

  WakeUps(Vertx vertx, RedisAddress address, QueueKeys keys, RandomGenerator random) {
    this.vertx = vertx;
    this.address = address;
    this.keys = keys;
    this.random = random;
  }

  Future<Void> add(Consumer<Wake> handler) {
    handlers.add(handler);
    return subscribe();
  }

  /** One subscription for all, whoever asks first. */
  private synchronized Future<Void> subscribe() {
    if (closed) {
      return Future.failedFuture("the queue was closed");
    }
    if (line == null || line.isOver()) {
      RedisLine fresh = new RedisLine(vertx, address.client(vertx), this::listen, this::onEnd);
      line = fresh;
      subscribed =
          fresh
              .ask(c -> c.send(Request.cmd(Command.SUBSCRIBE).arg(keys.wake())))
              .onFailure(fresh::hangUp)
              .onFailure(this::onTrouble)
              .onSuccess(v -> onSubscribed())
              .mapEmpty();
    }
    return subscribed;
  }

  private Future<ServerIdentity> listen(RedisConnection connection) {
    connection.handler(this::onMessage);
    return Future.succeededFuture(ServerIdentity.UNKNOWN);
  }

  /** Once for each trouble: claims and leases say more, and more often. */
  private synchronized void onTrouble(Throwable cause) {
    if (!closed && pause == FIRST_MS) {
      LOG.info("no wake-ups, the node polls meanwhile: {}", RedisTrouble.of(cause).sentence());
    }
    pause = Math.min(MAX_MS, 2 * pause);
  }

  private synchronized void onSubscribed() {
    pause = FIRST_MS;
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

  private synchronized void onEnd() {
    if (!closed) {
      long millis = pause / 2 + random.nextLong(pause / 2);
      vertx.setTimer(millis, t -> subscribe().onSuccess(v -> tellAll()));
    }
  }

  /** What was published meanwhile is not known, so everybody looks. */
  private void tellAll() {
    tell(Wake.WORK);
    tell(Wake.CONTROL);
  }

  synchronized void close() {
    closed = true;
    if (line != null) {
      line.hangUp(new IllegalStateException("the queue was closed"));
    }
  }
}
