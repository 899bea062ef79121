package io.distcomp.api;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.distcomp.bus.Bus;
import io.distcomp.config.Config;
import io.distcomp.task.Incarnation;
import io.distcomp.task.NodeId;
import io.distcomp.task.NodeInfo;
import io.distcomp.task.Resources;
import io.distcomp.testkit.MemoryTaskQueue;
import io.distcomp.testkit.MemoryTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One served API on a free port, over a queue in memory. One for each test. */
final class TestApi implements AutoCloseable {

  static final String TOKEN_TEXT = "t".repeat(43);

  final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
  final MemoryTaskQueue queue = new MemoryTaskQueue();
  final MemoryTokens tokens = new MemoryTokens();
  final Bus bus = new Bus(vertx);
  final MovableClock clock = new MovableClock();
  final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.OK);
  final AtomicReference<String> redis = new AtomicReference<>("ok");
  final NodeMetrics metrics = new NodeMetrics();
  final NodeInfo self = node("alpha");
  final WebClient client = WebClient.create(vertx);
  final WebVerticle web;
  final TokenBook book;
  final Path spool;

  /** A clock that a test sets forward. */
  static final class MovableClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void advance(Duration more) {
      ahead = ahead.plus(more);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  TestApi(Path folder) {
    this(folder, http(0, true, true, 4));
  }

  TestApi(Path folder, Config.Http http) {
    spool = folder.resolve("spool");
    book =
        new TokenBook(
            new AccessToken(TOKEN_TEXT),
            tokens,
            folder.resolve("token"),
            Duration.ofSeconds(30),
            clock);
    web =
        new WebVerticle(
            new WebSetup(
                queue,
                bus,
                config(folder, http),
                () -> self,
                book,
                tokens::firstUse,
                FixtureTaskFile::open,
                spool,
                readiness::get,
                redis::get,
                () -> "off",
                metrics,
                clock,
                new SecureRandom(),
                () -> WebrootFiles.load("api-webroot")));
  }

  @CanIgnoreReturnValue
  TestApi start() {
    await(vertx.deployVerticle(web));
    return this;
  }

  static Config.Http http(int port, boolean given, boolean tokenRequired, int maxSse) {
    SortedSet<String> hosts = new TreeSet<>(List.of("127.0.0.1", "localhost", "::1"));
    return new Config.Http(
        "127.0.0.1", port, given, tokenRequired, Path.of("/unused"), hosts, null, null, maxSse);
  }

  private static Config config(Path folder, Config.Http http) {
    Config.Redis redis =
        new Config.Redis(true, null, 0, 0, null, null, null, "127.0.0.1", "everysec", "default");
    Config.Node node =
        new Config.Node(
            "alpha",
            folder,
            new TreeSet<>(),
            4,
            0,
            0,
            4,
            false,
            3,
            Duration.ofHours(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            folder,
            65536,
            65536,
            30,
            1000);
    return new Config(
        null,
        folder,
        node,
        redis,
        http,
        new Config.Cluster(false, "127.0.0.1", 0, 0, false),
        new Config.Log(Config.Log.Level.INFO, null, false),
        Config.Hooks.NONE,
        Config.Scaling.NONE,
        List.of());
  }

  static NodeInfo node(String name) {
    return new NodeInfo(
        new NodeId(UUID.randomUUID()),
        name,
        Incarnation.random(new SecureRandom()),
        Resources.of(8, 4),
        4,
        new TreeSet<>(List.of("ssd")),
        "http://127.0.0.1:1",
        "host1");
  }

  /** A request with the token. */
  HttpRequest<Buffer> request(HttpMethod method, String path) {
    return anonymous(method, path).bearerTokenAuthentication(TOKEN_TEXT);
  }

  HttpRequest<Buffer> anonymous(HttpMethod method, String path) {
    return client.request(method, web.port(), "127.0.0.1", path);
  }

  HttpResponse<Buffer> get(String path) {
    return await(request(HttpMethod.GET, path).send());
  }

  HttpResponse<Buffer> post(String path) {
    return await(request(HttpMethod.POST, path).send());
  }

  /** Submits text, one command a line. */
  @CanIgnoreReturnValue
  HttpResponse<Buffer> submit(String query, String text) {
    return await(
        request(HttpMethod.POST, "/api/v1/jobs" + query)
            .putHeader("Content-Type", "text/plain")
            .sendBuffer(Buffer.buffer(text)));
  }

  static JsonObject error(HttpResponse<Buffer> response) {
    return response.bodyAsJsonObject().getJsonObject("error");
  }

  @CanIgnoreReturnValue
  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Files that submissions left behind. */
  List<Path> spooled() throws IOException {
    try (var files = java.nio.file.Files.list(spool)) {
      return files.toList();
    }
  }

  @Override
  public void close() {
    client.close();
    // The server first: closed at the same moment as its clients, Vert.x can wait for ever.
    vertx.deploymentIDs().forEach(id -> await(vertx.undeploy(id)));
    await(vertx.close());
  }
}
