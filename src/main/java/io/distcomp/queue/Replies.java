package io.distcomp.queue;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Redis replies as plain values; a hash comes as a map (RESP3) or as a flat list (RESP2). */
final class Replies {
  private Replies() {}

  static Map<String, String> map(@Nullable Response reply) {
    Map<String, String> map = new LinkedHashMap<>();
    if (reply == null || reply.size() == 0) {
      return map;
    }
    if (reply.type() == ResponseType.MULTI && !reply.isMap()) {
      for (int i = 0; i + 1 < reply.size(); i += 2) {
        map.put(reply.get(i).toString(), reply.get(i + 1).toString());
      }
      return map;
    }
    reply.getKeys().forEach(key -> map.put(key, reply.get(key).toString()));
    return map;
  }
}
