package io.distcomp.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver of events that can keep its senders waiting. Made by a test. */
public final class HookReceiver implements AutoCloseable {

  /** One call, whether it was answered or not. */
  public record Heard(String body, String signature) {

    public JsonObject json() {
      return new JsonObject(body);
    }
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  public HookReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** From now on nobody gets an answer. */
  public void hold() {
    gate = new CountDownLatch(1);
  }

  /** Answers those who wait and all who come. */
  public void release() {
    gate.countDown();
  }

  /** In the order of their arrival. */
  public List<Heard> heard() {
    return List.copyOf(heard);
  }

  /** The bodies about this event. */
  public List<JsonObject> events(String event) {
    return heard.stream()
        .map(Heard::json)
        .filter(json -> json.getString("event").equals(event))
        .toList();
  }

  private void answer(HttpExchange call) throws IOException {
    try (call) {
      String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      heard.add(
          new Heard(
              body, String.valueOf(call.getRequestHeaders().getFirst("X-DistComp-Signature"))));
      gate.await();
      call.sendResponseHeaders(204, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
