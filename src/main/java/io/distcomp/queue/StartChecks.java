package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is looked at once before a node uses a Redis. */
final class StartChecks {

  /** The form of the keys; raised when an older jar could not read what this one writes. */
  static final int SCHEMA = 1;

  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)\\.(\\d+)(\\S*)");

  private final RedisLink link;
  private final QueueKeys keys;

  StartChecks(RedisLink link, QueueKeys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Warnings; fails with {@link UnfitRedisException} when this Redis must not be used. */
  Future<List<String>> run() {
    List<String> warnings = new ArrayList<>();
    return link.send(Request.cmd(Command.INFO).arg("server"))
        .map(info -> version(info == null ? "" : info.toString()))
        .compose(v -> setting("maxmemory-policy"))
        .compose(
            policy ->
                policy == null || policy.equals("noeviction")
                    ? Future.succeededFuture()
                    : setting("maxmemory").map(limit -> eviction(policy, limit)))
        .compose(v -> setting("appendonly"))
        .compose(
            appendonly -> {
              if ("no".equals(appendonly)) {
                warnings.add(
                    "Redis does not keep an append-only file: what it acknowledged is lost when it stops"
                        + " (set appendonly yes)");
              }
              return schema();
            })
        .map(v -> warnings);
  }

  private static @Nullable Void version(String info) {
    Matcher m = VERSION.matcher(info);
    if (m.find()) {
      int major = Integer.parseInt(m.group(1));
      int minor = Integer.parseInt(m.group(2));
      if (isTooOld(major, minor)) {
        throw new UnfitRedisException(
            "Redis " + major + "." + minor + m.group(3) + " is too old; 6.2 or newer is needed");
      }
    }
    return null;
  }

  /** Older than 6.2. */
  static boolean isTooOld(int major, int minor) {
    return major < 6 || (major == 6 && minor < 2);
  }

  private static @Nullable Void eviction(String policy, @Nullable String limit) {
    if (limit != null && !limit.equals("0")) {
      throw new UnfitRedisException(
          "Redis may evict tasks when its memory is full (maxmemory-policy "
              + policy
              + "); set it to noeviction");
    }
    return null;
  }

  /** Null where the server does not tell; users with few rights may not ask. */
  private Future<@Nullable String> setting(String name) {
    return link.send(Request.cmd(Command.CONFIG).arg("GET").arg(name))
        .<@Nullable String>map(reply -> Replies.map(reply).get(name))
        .recover(denied -> Future.succeededFuture(null));
  }

  private Future<Void> schema() {
    return link.send(Request.cmd(Command.HSETNX).arg(keys.meta()).arg("schema").arg(SCHEMA))
        .compose(v -> link.send(Request.cmd(Command.HGET).arg(keys.meta()).arg("schema")))
        .map(StartChecks::known);
  }

  private static @Nullable Void known(@Nullable Response schema) {
    int found = schema == null ? SCHEMA : schema.toInteger();
    if (found > SCHEMA) {
      throw new UnfitRedisException(
          "the queue was written by a newer version (schema "
              + found
              + ", this jar knows "
              + SCHEMA
              + "); upgrade this node");
    }
    return null;
  }
}
