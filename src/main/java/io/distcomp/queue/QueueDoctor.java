package io.distcomp.queue;

import io.distcomp.task.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Examines a queue and its Redis from outside, whether or not nodes work on it. For one examination
 * by the command line; writes nothing but what an fsck mends.
 */
public final class QueueDoctor implements AutoCloseable {

  private static final int ROUND_TRIPS = 5;

  private final RedisLink link;
  private final QueueKeys keys;
  private final Clock clock;

  /** Connects at the first question. */
  public QueueDoctor(Vertx vertx, RedisAddress address, Clock clock) {
    link = new RedisLink(vertx, address);
    keys = new QueueKeys(address.queue());
    this.clock = clock;
  }

  /** Fails when Redis cannot be reached. */
  public Future<RedisFacts> facts() {
    Map<String, String> known = new HashMap<>();
    return info("server", known)
        .compose(v -> optional(info("memory", known)))
        .compose(v -> optional(info("persistence", known)))
        .compose(v -> setting("maxmemory-policy", known))
        .compose(v -> setting("appendonly", known))
        .compose(v -> schema(known))
        .compose(v -> fastest(ROUND_TRIPS, null))
        .map(trip -> facts(known, trip));
  }

  private static RedisFacts facts(Map<String, String> known, Trip trip) {
    return new RedisFacts(
        known.getOrDefault("redis_version", "?"),
        known.get("maxmemory-policy"),
        number(known, "used_memory"),
        number(known, "maxmemory"),
        known.get("appendonly"),
        diskTrouble(known),
        trip.took,
        trip.ahead,
        known.get("schema"));
  }

  private static @Nullable String diskTrouble(Map<String, String> known) {
    for (String field : List.of("aof_last_write_status", "rdb_last_bgsave_status")) {
      if (known.getOrDefault(field, "ok").equals("err")) {
        return field + " is err";
      }
    }
    return null;
  }

  private static long number(Map<String, String> known, String field) {
    String text = known.getOrDefault(field, "0");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private Future<Void> info(String section, Map<String, String> known) {
    return link.send(Request.cmd(Command.INFO).arg(section))
        .map(
            text -> {
              String lines = text == null ? "" : text.toString();
              lines
                  .lines()
                  .filter(line -> line.indexOf(':') > 0)
                  .forEach(
                      line ->
                          known.put(
                              line.substring(0, line.indexOf(':')),
                              line.substring(line.indexOf(':') + 1).strip()));
              return null;
            });
  }

  private Future<Void> setting(String name, Map<String, String> known) {
    return optional(
        link.send(Request.cmd(Command.CONFIG).arg("GET").arg(name))
            .onSuccess(reply -> known.putAll(Replies.map(reply)))
            .mapEmpty());
  }

  private Future<Void> schema(Map<String, String> known) {
    return optional(
        link.send(Request.cmd(Command.HGET).arg(keys.meta()).arg("schema"))
            .onSuccess(
                schema -> {
                  if (schema != null) {
                    known.put("schema", schema.toString());
                  }
                })
            .mapEmpty());
  }

  /** What is denied, or of a wrong type, stays unknown. */
  private static Future<Void> optional(Future<Void> question) {
    return question.otherwiseEmpty();
  }

  private record Trip(Duration took, Duration ahead) {}

  private Future<Trip> fastest(int times, @Nullable Trip best) {
    if (times == 0 && best != null) {
      return Future.succeededFuture(best);
    }
    long sent = System.nanoTime();
    return link.send(Request.cmd(Command.TIME))
        .compose(
            time -> {
              Trip trip = trip(Duration.ofNanos(System.nanoTime() - sent), time);
              boolean faster = best == null || trip.took.compareTo(best.took) < 0;
              return fastest(times - 1, faster ? trip : best);
            });
  }

  private Trip trip(Duration took, @Nullable Response time) {
    if (time == null) {
      throw new IllegalStateException("Redis does not tell the time");
    }
    long there = time.get(0).toLong() * 1000 + time.get(1).toLong() / 1000;
    long here = clock.millis() - took.toMillis() / 2;
    return new Trip(took, Duration.ofMillis(there - here));
  }

  /** Those that are registered, as people see them. */
  public Future<List<NodeStatus>> nodes() {
    return new NodeReader(link, keys).nodes();
  }

  /** Every index against every record; see {@link FsckReport}. */
  public Future<FsckReport> fsck(boolean mend) {
    return new Fsck(link, keys, mend).run();
  }

  @Override
  public void close() {
    link.close();
  }
}
