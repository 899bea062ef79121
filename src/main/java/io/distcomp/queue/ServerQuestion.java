package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a new connection asks first: which process answers, and whether it can forget. Immutable.
 *
 * @param single whether always the same server is asked: where another one can take its place
 *     (Sentinel, Cluster), what the first one acknowledged may not have reached it
 */
record ServerQuestion(QueueKeys keys, boolean single) {

  /**
   * Fails when the server cannot work now, so that another connection is tried; a user with few
   * rights gets no answer, which is no failure.
   */
  Future<ServerIdentity> ask(RedisConnection connection) {
    Future<@Nullable Response> server = connection.send(runId());
    Future<@Nullable Response> settings =
        connection.send(Request.cmd(Command.CONFIG).arg("GET").arg("append*"));
    Future<Boolean> keepsAll =
        settings
            .map(reply -> single && keepsAll(Replies.map(reply)))
            .recover(untold -> Future.succeededFuture(false));
    return server
        .<@Nullable String>map(ServerQuestion::text)
        .recover(e -> mayNotAsk(e) ? Future.succeededFuture(null) : Future.failedFuture(e))
        .compose(id -> keepsAll.map(all -> new ServerIdentity(id, all)));
  }

  private Request runId() {
    return Request.cmd(Command.EVAL).arg(Script.SERVER.text()).arg(1).arg(keys.meta());
  }

  private static @Nullable String text(@Nullable Response reply) {
    String text = reply == null ? "" : reply.toString();
    return text.isEmpty() ? null : text;
  }

  private static boolean keepsAll(Map<String, String> settings) {
    return "yes".equals(settings.get("appendonly")) && "always".equals(settings.get("appendfsync"));
  }

  private static boolean mayNotAsk(Throwable e) {
    return RedisTrouble.of(e).kind() == RedisTrouble.Kind.NO_RIGHTS;
  }
}
