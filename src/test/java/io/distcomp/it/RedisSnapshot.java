package io.distcomp.it;

import io.distcomp.testkit.RedisServer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All keys of a Redis with what is in them, but for those that a node which does nothing writes:
 * leases, its own figures and their history, tokens and used nonces, cluster members, turns of
 * upkeep.
 */
final class RedisSnapshot {
  private RedisSnapshot() {}

  private static final Pattern OF_LIVING_NODES =
      Pattern.compile(
          "dc:\\{[^}]+}:(leases|nodes|node:.*|members|members-.*|tokens|nonce:.*|hist:.*|line:.*|fsck|fsck-turn|old-turn)");

  private static final String READ =
      """
      local rows = {}
      for _, key in ipairs(redis.call('KEYS', '*')) do
        rows[#rows + 1] = key .. ' ' .. redis.sha1hex(redis.call('DUMP', key))
      end
      return rows
      """;

  /** Key to the SHA-1 of its contents. */
  static Map<String, String> of(RedisServer redis) {
    Map<String, String> all = new TreeMap<>();
    redis
        .cli("EVAL", READ, "0")
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              int end = line.lastIndexOf(' ');
              all.put(line.substring(0, end), line.substring(end + 1));
            });
    all.keySet().removeIf(key -> OF_LIVING_NODES.matcher(key).matches());
    return all;
  }
}
