package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The member list in Redis. Made at the composition root, used by {@code cluster}. */
public final class RedisMembers implements Members {

  private static final char HOST_END = '|';

  private final RedisLink link;
  private final String host;
  private final String membersKey;
  private final String lockKey;
  private final String clusterKey;

  private RedisMembers(RedisLink link, String queue, String host) {
    this.link = link;
    this.host = host;
    membersKey = "dc:{" + queue + "}:members";
    lockKey = membersKey + "-lock";
    clusterKey = membersKey + "-cluster";
  }

  /** On a connection of its own, made at the first call; {@code host} is this machine's name. */
  public static RedisMembers of(Vertx vertx, RedisAddress address, String host) {
    return new RedisMembers(new RedisLink(vertx, address), address.queue(), host);
  }

  @Override
  public String host() {
    return host;
  }

  /** SETNX and GET in two steps: the first name ever written is the one that all read. */
  @Override
  public Future<String> cluster() {
    return ask(Command.SETNX, clusterKey, "distcomp-" + UUID.randomUUID())
        .compose(written -> ask(Command.GET, clusterKey))
        .map(name -> Objects.requireNonNull(name, "the cluster's name is gone").toString());
  }

  @Override
  public Future<List<Member>> live() {
    return link.eval(Script.MEMBERS_LIVE, List.of(membersKey), r -> r).map(RedisMembers::members);
  }

  @Override
  public Future<Void> register(String address, Duration lasting) {
    return link.eval(
            Script.MEMBERS_REGISTER,
            List.of(membersKey),
            r -> r.arg(host + HOST_END + address).arg(lasting.toMillis()))
        .mapEmpty();
  }

  @Override
  public Future<Void> unregister(String address) {
    return ask(Command.ZREM, membersKey, host + HOST_END + address).mapEmpty();
  }

  @Override
  public Future<Boolean> tryLock(String token, Duration lasting) {
    return ask(Command.SET, lockKey, token, "NX", "PX", Long.toString(lasting.toMillis()))
        .map(reply -> reply != null);
  }

  @Override
  public Future<Void> unlock(String token) {
    return link.eval(Script.MEMBERS_UNLOCK, List.of(lockKey), r -> r.arg(token)).mapEmpty();
  }

  private Future<@Nullable Response> ask(Command command, String... words) {
    Request request = Request.cmd(command);
    for (String word : words) {
      request.arg(word);
    }
    return link.send(request);
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
}
