package io.distcomp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small HTTP server that answers as a node does. A fixture of the tests of this package. */
final class FakeNode implements AutoCloseable {

  static final String TOKEN = "secret-token";
  static final String JOB =
      """
      {"id":12,"name":"tasks.txt","submitted_at":"2026-11-24T10:00:00.000Z","state":"%s",\
      "priority":null,"limit":null,"counts":{"todo":%d,"waiting":0,"in_progress":0,\
      "finished":%d,"failed":%d,"cancelled":0},"eta_s":null}""";

  /** One request that came in. */
  record Seen(String line, Map<String, String> headers, Buffer body) {
    String text() {
      return body.toString();
    }
  }

  /** How one path is answered. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Answer health = exchange -> send(exchange, 200, "ok".getBytes(UTF_8));

  FakeNode() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static String job(String state, int todo, int finished, int failed) {
    return JOB.formatted(state, todo, finished, failed);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers {@code GET /path} (below the API, without the query). */
  @CanIgnoreReturnValue
  FakeNode on(String call, int status, String body) {
    return on(call, exchange -> send(exchange, status, body.getBytes(UTF_8)));
  }

  @CanIgnoreReturnValue
  FakeNode on(String call, Answer answer) {
    answers.put(call, answer);
    return this;
  }

  /** Answers {@code GET /health/live}, which needs no token. */
  @CanIgnoreReturnValue
  FakeNode onHealth(Answer answer) {
    health = answer;
    return this;
  }

  Seen last() {
    return seen.get(seen.size() - 1);
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/health/live")) {
      health.to(exchange);
      return;
    }
    Map<String, String> headers = new ConcurrentHashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    seen.add(new Seen(line, headers, Buffer.buffer(exchange.getRequestBody().readAllBytes())));
    String path = exchange.getRequestURI().getPath().replaceFirst("^/api/v1", "");
    if (!("Bearer " + TOKEN).equals(headers.get("Authorization"))) {
      send(exchange, 401, error("E_TOKEN", "the token is missing or wrong"));
      return;
    }
    answers
        .getOrDefault(
            exchange.getRequestMethod() + " " + path,
            e -> send(e, 404, error("E_NOT_FOUND", "there is no " + path)))
        .to(exchange);
  }

  private static byte[] error(String code, String message) {
    return ("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}")
        .getBytes(UTF_8);
  }
}
