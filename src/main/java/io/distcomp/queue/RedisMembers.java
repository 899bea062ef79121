package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The member list in Redis. Made at the composition root, used by {@code cluster}. */
public final class RedisMembers implements Members {

  private static final String LIVE = script("members-live-1");
  private static final String REGISTER = script("members-register-1");
  private static final String UNLOCK = script("members-unlock-1");
  private static final char HOST_END = '|';

  private final RedisAPI redis;
  private final String host;
  private final String membersKey;
  private final String lockKey;
  private final String clusterKey;

  /**
   * @param queue the queue whose nodes these are
   * @param host this machine's name
   */
  public RedisMembers(RedisAPI redis, String queue, String host) {
    this.redis = redis;
    this.host = host;
    membersKey = "dc:{" + queue + "}:members";
    lockKey = membersKey + "-lock";
    clusterKey = membersKey + "-cluster";
  }

  /** On connections of its own; {@code host} is this machine's name. */
  public static RedisMembers of(Vertx vertx, RedisAddress address, String host) {
    Redis redis = Redis.createClient(vertx, address.options());
    return new RedisMembers(RedisAPI.api(redis), address.queue(), host);
  }

  @Override
  public String host() {
    return host;
  }

  /** SETNX and GET in two steps: the first name ever written is the one that all read. */
  @Override
  public Future<String> cluster() {
    return redis
        .setnx(clusterKey, "distcomp-" + UUID.randomUUID())
        .compose(written -> redis.get(clusterKey))
        .map(name -> Objects.requireNonNull(name, "the cluster's name is gone").toString());
  }

  @Override
  public Future<List<Member>> live() {
    return redis.eval(List.of(LIVE, "1", membersKey)).map(RedisMembers::members);
  }

  @Override
  public Future<Void> register(String address, Duration lasting) {
    return redis
        .eval(
            List.of(
                REGISTER,
                "1",
                membersKey,
                host + HOST_END + address,
                Long.toString(lasting.toMillis())))
        .mapEmpty();
  }

  @Override
  public Future<Void> unregister(String address) {
    return redis.zrem(List.of(membersKey, host + HOST_END + address)).mapEmpty();
  }

  @Override
  public Future<Boolean> tryLock(String token, Duration lasting) {
    return redis
        .set(List.of(lockKey, token, "NX", "PX", Long.toString(lasting.toMillis())))
        .map(reply -> reply != null);
  }

  @Override
  public Future<Void> unlock(String token) {
    return redis.eval(List.of(UNLOCK, "1", lockKey, token)).mapEmpty();
  }

  private static List<Member> members(Response reply) {
    return StreamSupport.stream(reply.spliterator(), false)
        .map(Response::toString)
        .filter(entry -> entry.indexOf(HOST_END) > 0)
        .map(RedisMembers::member)
        .sorted(Comparator.comparing(Member::host).thenComparing(Member::address))
        .toList();
  }

  private static Member member(String entry) {
    int end = entry.indexOf(HOST_END);
    return new Member(entry.substring(0, end), entry.substring(end + 1));
  }

  private static String script(String name) {
    try (InputStream in = RedisMembers.class.getResourceAsStream("/lua/" + name + ".lua")) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
