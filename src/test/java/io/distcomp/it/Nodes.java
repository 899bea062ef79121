package io.distcomp.it;

import io.distcomp.testkit.NodeProcess;
import io.distcomp.testkit.NodeProcessConf;
import io.distcomp.testkit.RedisServer;
import io.distcomp.testkit.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The nodes of one test, all on one Redis, and questions about them. Ends them with the test. */
final class Nodes implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final RedisServer redis;
  private final List<NodeProcess> started = new ArrayList<>();

  Nodes(RedisServer redis) {
    this.redis = redis;
  }

  /** A node of this name, when it takes tasks. */
  NodeProcess start(String name, UnaryOperator<NodeProcessConf> conf) {
    NodeProcess node = NodeProcess.start(conf.apply(NodeProcessConf.of(name).redis(redis.url())));
    started.add(node);
    return node;
  }

  /** The node of this name as another one lists it. */
  static JsonObject listed(TestClient by, String name) {
    return rows(by.get("/nodes"), "nodes").stream()
        .filter(node -> node.getString("name").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no node " + name));
  }

  static List<JsonObject> attempts(JsonObject task) {
    return rows(task, "attempts");
  }

  static List<String> outcomes(JsonObject task) {
    return attempts(task).stream().map(attempt -> attempt.getString("outcome")).toList();
  }

  static List<JsonObject> rows(JsonObject holder, String field) {
    return holder.getJsonArray(field, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  /** The words of {@code /health/ready} of all these nodes. */
  Set<String> readiness(List<String> urls) {
    return urls.stream().map(this::readiness).collect(Collectors.toSet());
  }

  private String readiness(String url) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/health/ready")).timeout(ANSWER).build();
      return http.send(request, BodyHandlers.ofString()).body().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Redis may have been killed: a node that needs it to stop has none then, and ends all the same.
   */
  @Override
  public void close() {
    started.forEach(NodeProcess::close);
  }
}
