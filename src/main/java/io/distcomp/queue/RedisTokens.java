package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Tokens and nonces in Redis. Made at the composition root, used by {@code api}. */
public final class RedisTokens implements SharedTokens {

  private static final char HASH_END = ' ';

  private final RedisLink link;
  private final QueueKeys keys;

  private RedisTokens(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** On a connection of its own, made at the first call. */
  public static RedisTokens of(Vertx vertx, RedisAddress address) {
    return new RedisTokens(new RedisLink(vertx, address), new QueueKeys(address.queue()));
  }

  public void close() {
    link.close();
  }

  @Override
  public Future<Void> register(Entry token, Duration lasting) {
    return link.eval(
            Script.MEMBERS_REGISTER,
            List.of(keys.tokens()),
            r -> r.arg(text(token)).arg(lasting.toMillis()))
        .mapEmpty();
  }

  @Override
  public Future<Void> unregister(Entry token) {
    return link.send(Request.cmd(Command.ZREM).arg(keys.tokens()).arg(text(token))).mapEmpty();
  }

  @Override
  public Future<List<Entry>> live() {
    return link.eval(Script.MEMBERS_LIVE, List.of(keys.tokens()), r -> r).map(RedisTokens::entries);
  }

  @Override
  public Future<Boolean> firstUse(String nonce, Duration lasting) {
    Request request =
        Request.cmd(Command.SET)
            .arg(keys.nonce(nonce))
            .arg("1")
            .arg("NX")
            .arg("PX")
            .arg(lasting.toMillis());
    return link.send(request).map(reply -> reply != null);
  }

  private static String text(Entry token) {
    return token.hash() + HASH_END + token.busKey();
  }

  private static List<Entry> entries(Response reply) {
    return StreamSupport.stream(reply.spliterator(), false)
        .map(Response::toString)
        .flatMap(text -> entry(text).stream())
        .toList();
  }

  /** Empty for what somebody else has written there. */
  private static Optional<Entry> entry(String text) {
    int end = text.indexOf(HASH_END);
    String hash = text.substring(0, Math.max(0, end));
    String key = text.substring(end + 1);
    return Entry.isDigest(hash) && Entry.isDigest(key)
        ? Optional.of(new Entry(hash, key))
        : Optional.empty();
  }
}
