package io.distcomp.queue;

import io.distcomp.task.Meters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pipelined connection that is made again when it breaks, with a limit on each answer: the
 * client of Vert.x has neither. Safe for use by many threads.
 */
final class RedisLink {

  private final Vertx vertx;
  private final RedisAddress address;
  private final Function<RedisConnection, Future<ServerIdentity>> introduce;
  private final Consumer<ServerIdentity> onServer;
  private final Meters meters;
  private @Nullable RedisLine line;
  private boolean closed;

  /** To that address, whose calls are counted where somebody counts them. */
  RedisLink(Vertx vertx, RedisAddress address) {
    this(vertx, address, c -> Future.succeededFuture(ServerIdentity.UNKNOWN), server -> {});
  }

  /**
   * One that knows who answers.
   *
   * @param introduce finds out, once for each connection and before its first request
   * @param onServer hears it when the connection works; on any thread
   */
  RedisLink(
      Vertx vertx,
      RedisAddress address,
      Function<RedisConnection, Future<ServerIdentity>> introduce,
      Consumer<ServerIdentity> onServer) {
    this.vertx = vertx;
    this.address = address;
    this.introduce = introduce;
    this.onServer = onServer;
    this.meters = address.meters();
  }

  /** Sends a command; fails when there is no connection or no answer within five seconds. */
  Future<@Nullable Response> send(Request request) {
    return send(server -> request);
  }

  private Future<@Nullable Response> send(Function<ServerIdentity, Request> request) {
    return counted(line -> line.ask(c -> c.send(request.apply(line.server()))));
  }

  /** Runs a script, loading it where the server does not know it. */
  Future<Response> eval(Script script, List<String> keys, Function<Request, Request> arguments) {
    return eval(script, keys, (request, server) -> arguments.apply(request));
  }

  /** The same for a call that is made up already. */
  Future<Response> eval(ScriptCall call) {
    return eval(call.script(), call.keys(), call.arguments());
  }

  /** The same, with arguments that depend on who answers. */
  Future<Response> eval(
      Script script, List<String> keys, BiFunction<Request, ServerIdentity, Request> arguments) {
    return send(by -> new ScriptCall(script, keys, told(arguments, by)).byHash())
        .recover(
            e ->
                unknown(e)
                    ? send(by -> new ScriptCall(script, keys, told(arguments, by)).byText())
                    : Future.failedFuture(e))
        .map(RedisLink::present);
  }

  private static Function<Request, Request> told(
      BiFunction<Request, ServerIdentity, Request> arguments, ServerIdentity by) {
    return request -> arguments.apply(request, by);
  }

  /** Runs scripts and a further command in one round trip; answers in that order. */
  Future<List<Response>> evalAll(List<ScriptCall> calls, Request further) {
    return batch(calls, further, false)
        .recover(e -> unknown(e) ? batch(calls, further, true) : Future.failedFuture(e));
  }

  synchronized void close() {
    closed = true;
    if (line != null) {
      line.hangUp(new IllegalStateException("the queue was closed"));
    }
  }

  /**
   * A script that this connection has not run yet goes with its text: when the server knows one of
   * two, a batch of hashes fails as a whole and is done in part.
   */
  private Future<List<Response>> batch(List<ScriptCall> calls, Request further, boolean texts) {
    return counted(
        line -> {
          Stream<Request> requests =
              calls.stream().map(c -> texts || !line.hasRun(c.script()) ? c.byText() : c.byHash());
          List<Request> all = Stream.concat(requests, Stream.of(further)).toList();
          return line.ask(c -> c.batch(all))
              .onSuccess(v -> calls.forEach(call -> line.ran(call.script())));
        });
  }

  private <T extends @Nullable Object> Future<T> counted(Function<RedisLine, Future<T>> call) {
    long asked = System.nanoTime();
    return line()
        .compose(call)
        .onSuccess(v -> meters.answered(Duration.ofNanos(System.nanoTime() - asked)))
        .onFailure(e -> meters.unanswered());
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
      if (line != null) {
        meters.reconnecting();
      }
      line = new RedisLine(vertx, address.client(vertx), introduce, () -> {});
      line.opened().onSuccess(onServer::accept); // a failure is told to those who ask
    }
    return Future.succeededFuture(line);
  }
}
