package io.distcomp.browser;

import io.distcomp.testkit.NodeProcessHome;
import io.distcomp.testkit.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A node of the built jar in its own process, home and data, with an HTTP client of its API. Used
 * by {@link DashboardCase}.
 */
final class RealNode implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);
  private static final long STOP_SECONDS = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path home;
  private final Path log;
  private final Process process;

  private RealNode(Path home, Process process) {
    this.home = home;
    this.log = home.resolve("node.log");
    this.process = process;
  }

  /** Returns when it takes tasks and has printed the link of its page. */
  static RealNode start(Path home, int slots, RedisServer redis) throws IOException {
    return start(home, redis, new JsonObject().put("max_task_per_worker", slots));
  }

  /** The same with keys of conf.json of one's own. */
  static RealNode start(Path home, RedisServer redis, JsonObject more) throws IOException {
    Files.createDirectories(home.resolve("tmp"));
    String keys = configuration(redis).mergeIn(more).encodePrettily();
    Path conf = Files.writeString(home.resolve("conf.json"), keys);
    List<String> command = new ArrayList<>(NodeProcessHome.program(home));
    command.addAll(List.of("-conf", conf.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("node.log").toFile());
    builder.environment().put("HOME", home.toString());
    RealNode node = new RealNode(home, builder.start());
    try {
      Awaitility.await("the node").atMost(START).until(node::isReady);
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
    return node;
  }

  private static JsonObject configuration(RedisServer redis) {
    return new JsonObject()
        .put("node_name", "alpha")
        .put("redis_host", redis.host())
        .put("redis_port", redis.port())
        .put("http_port", 0)
        .put("cluster_enabled", false)
        .put("drain_timeout_seconds", 1)
        .put("kill_grace_seconds", 1)
        .put("min_dram_gb_accept_new_task", 0.02)
        .put("min_dram_gb_trigger_return", 0.01);
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the node ended:\n" + log());
    }
    return log().contains("/#code=");
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The link that the node printed when it was ready; good for one use, like every other. */
  String printedLink() {
    return log()
        .lines()
        .filter(line -> line.contains("/#code="))
        .map(line -> line.substring(line.indexOf("http")).strip())
        .findFirst()
        .orElseThrow();
  }

  URI url() {
    return URI.create(printedLink().replaceFirst("/#.*", ""));
  }

  String freshLink() {
    return post("/login-codes", "application/json", "{}").getString("url");
  }

  /** Submits task lines as a job and says its number. */
  long submit(String name, String lines) {
    return idIn(post("/jobs?name=" + encoded(name), "text/plain", lines));
  }

  /** The same for tasks that need more than a line can say. */
  long submit(JsonObject job) {
    return idIn(post("/jobs", "application/json", job.encode()));
  }

  private static long idIn(JsonObject answer) {
    return answer.getJsonObject("job").getLong("id");
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  JsonObject counts(long job) {
    return get("/jobs/" + job).getJsonObject("counts");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  JsonObject get(String path) {
    return send(request(path).GET().build());
  }

  private JsonObject post(String path, String type, String body) {
    return send(
        request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url().resolve("/api/v1" + path))
        .timeout(Duration.ofMinutes(1))
        .header("Authorization", "Bearer " + token());
  }

  private String token() {
    try {
      return Files.readString(home.resolve(".distcomp/token")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject send(HttpRequest request) {
    try {
      var answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(request.uri() + ": " + answer.body());
      }
      return new JsonObject(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Lets it drain as Ctrl-C would; it ends its Redis itself. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
