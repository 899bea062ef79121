package io.distcomp.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pipelined connection that is made again when it breaks, with a limit on each answer: the
 * client of Vert.x has neither. Safe for use by many threads.
 */
final class RedisLink {

  private final Vertx vertx;
  private final Supplier<Redis> clients;
  private final Function<RedisConnection, Future<ServerIdentity>> introduce;
  private final Consumer<ServerIdentity> onServer;
  private @Nullable RedisLine line;
  private boolean closed;

  /** {@code clients} makes a client for each connection, which is closed with it. */
  RedisLink(Vertx vertx, Supplier<Redis> clients) {
    this(vertx, clients, c -> Future.succeededFuture(ServerIdentity.UNKNOWN), server -> {});
  }

  /**
   * One that knows who answers.
   *
   * @param introduce finds out, once for each connection and before its first request
   * @param onServer hears it when the connection works; on any thread
   */
  RedisLink(
      Vertx vertx,
      Supplier<Redis> clients,
      Function<RedisConnection, Future<ServerIdentity>> introduce,
      Consumer<ServerIdentity> onServer) {
    this.vertx = vertx;
    this.clients = clients;
    this.introduce = introduce;
    this.onServer = onServer;
  }

  /** Sends a command; fails when there is no connection or no answer within five seconds. */
  Future<@Nullable Response> send(Request request) {
    return send(server -> request);
  }

  private Future<@Nullable Response> send(Function<ServerIdentity, Request> request) {
    return line().compose(line -> line.ask(c -> c.send(request.apply(line.server()))));
  }

  /** Runs a script, loading it where the server does not know it. */
  Future<Response> eval(Script script, List<String> keys, Function<Request, Request> arguments) {
    return eval(script, keys, (request, server) -> arguments.apply(request));
  }

  /** The same, with arguments that depend on who answers. */
  Future<Response> eval(
      Script script, List<String> keys, BiFunction<Request, ServerIdentity, Request> arguments) {
    return send(by -> call(script, Command.EVALSHA, script.sha(), keys, told(arguments, by)))
        .recover(
            e ->
                unknown(e)
                    ? send(
                        by -> call(script, Command.EVAL, script.text(), keys, told(arguments, by)))
                    : Future.failedFuture(e))
        .map(RedisLink::present);
  }

  private static Function<Request, Request> told(
      BiFunction<Request, ServerIdentity, Request> arguments, ServerIdentity by) {
    return request -> arguments.apply(request, by);
  }

  /** Runs a script and a further command in one round trip; answers in that order. */
  Future<List<Response>> evalWith(
      Script script, List<String> keys, Function<Request, Request> arguments, Request further) {
    Request call = call(script, Command.EVALSHA, script.sha(), keys, arguments);
    return batch(List.of(call, further))
        .recover(
            e ->
                unknown(e)
                    ? batch(
                        List.of(
                            call(script, Command.EVAL, script.text(), keys, arguments), further))
                    : Future.failedFuture(e));
  }

  synchronized void close() {
    closed = true;
    if (line != null) {
      line.hangUp(new IllegalStateException("the queue was closed"));
    }
  }

  private Future<List<Response>> batch(List<Request> requests) {
    return line().compose(line -> line.ask(c -> c.batch(requests)));
  }

  private static Request call(
      Script script,
      Command command,
      String body,
      List<String> keys,
      Function<Request, Request> arguments) {
    if (keys.size() != script.keys()) {
      throw new IllegalArgumentException(script + " takes " + script.keys() + " keys");
    }
    Request request = Request.cmd(command).arg(body).arg(keys.size());
    keys.forEach(request::arg);
    return arguments.apply(request);
  }

  private static boolean unknown(Throwable e) {
    return String.valueOf(e.getMessage()).contains("NOSCRIPT");
  }

  private static Response present(@Nullable Response response) {
    if (response == null) {
      throw new IllegalStateException("a script answered nothing");
    }
    return response;
  }

  /** The present connection, or a new one when that has ended. */
  private synchronized Future<RedisLine> line() {
    if (closed) {
      return Future.failedFuture("the queue was closed");
    }
    if (line == null || line.isOver()) {
      line = new RedisLine(vertx, clients.get(), introduce, () -> {});
      line.opened().onSuccess(onServer::accept); // a failure is told to those who ask
    }
    return Future.succeededFuture(line);
  }
}
