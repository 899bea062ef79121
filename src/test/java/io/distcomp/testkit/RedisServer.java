package io.distcomp.testkit;

import io.distcomp.redis.RespClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Redis server of one test class, empty before each test; it can be killed, frozen and
 * restarted. Register it as a static field with {@code @RegisterExtension}, or call {@link #start}
 * and {@link #close} yourself; one thread at a time. It runs in a container when the system
 * property {@code distcomp.test.redis.image} names an image (profile {@code containers}), else it
 * is the server that the product embeds; which one is printed once.
 */
public final class RedisServer
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, AutoCloseable {

  /** What the server has written to its disk when it acknowledges. */
  public enum Durability {
    /** Nothing is kept: a kill loses all. */
    NONE("appendonly no"),
    /** A kill of the process loses nothing, a fall of the machine about a second. */
    EVERYSEC("appendonly yes\nappendfsync everysec"),
    /** Each write is on the disk. */
    ALWAYS("appendonly yes\nappendfsync always");

    private final String lines;

    Durability(String lines) {
      this.lines = lines;
    }
  }

  private static final Duration REPLY = Duration.ofSeconds(10);
  private static final Duration READY = Duration.ofSeconds(30);
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private final List<String> extraLines;
  private final Durability durability;
  private final String password;
  private Optional<String> rights = Optional.empty();
  private ServerProcess server;

  private RedisServer(Durability durability, String password, List<String> extraLines) {
    this.durability = durability;
    this.password = password;
    this.extraLines = List.copyOf(extraLines);
  }

  /** One without a password that keeps nothing. */
  public static RedisServer create() {
    return new RedisServer(Durability.NONE, "", List.of());
  }

  public RedisServer durability(Durability wanted) {
    return new RedisServer(wanted, password, extraLines);
  }

  /** With a password; letters and digits only. */
  public RedisServer password(String wanted) {
    return new RedisServer(durability, wanted, extraLines);
  }

  /** With one more line of configuration, such as {@code cluster-enabled yes}. */
  public RedisServer with(String line) {
    List<String> lines = new ArrayList<>(extraLines);
    lines.add(line);
    return new RedisServer(durability, password, lines);
  }

  /** Starts it on a free port and returns when it answers. */
  public RedisServer start() {
    server = ServerProcess.start(lines());
    if (!TOLD.getAndSet(true)) {
      System.out.println("tests use " + server.description());
    }
    awaitReady();
    return this;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>(List.of(durability.lines));
    rights.ifPresent(lines::add);
    lines.add("save \"\"");
    lines.addAll(extraLines);
    if (!password.isEmpty()) {
      lines.add("requirepass " + password);
    }
    return lines;
  }

  private void awaitReady() {
    Awaitility.await("a Redis server on port " + port())
        .atMost(READY)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .failFast("the Redis server ended", this::mustBeAlive)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> cli("PING").equals("PONG"));
  }

  private void mustBeAlive() {
    if (!server.isAlive()) {
      throw new IllegalStateException("the Redis server ended: " + server.log());
    }
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return server.port();
  }

  /** {@code redis://127.0.0.1:port}, without the password; as the user of {@link LeastRights}. */
  public String url() {
    return rights.isPresent() ? urlOf(RedisRights.LOGIN) : "redis://" + host() + ":" + port();
  }

  /** The same as another user, whom the test has made. */
  public String urlOf(String user) {
    return "redis://" + user + "@" + host() + ":" + port();
  }

  /** Empty when it has none. */
  public String password() {
    return password;
  }

  /**
   * Sends one command on a connection of its own: nil is empty, an array has one line per element.
   *
   * @throws UncheckedIOException for an error reply, or when the server does not answer in 10 s
   */
  public String cli(String... args) {
    try (RespClient client = RespClient.connect(host(), port(), REPLY)) {
      if (!password.isEmpty()) {
        client.call("AUTH", password);
      }
      return client.call(args);
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", args), e);
    }
  }

  /** Ends it at once, as {@code kill -9} does; returns when it is gone. */
  public void kill() {
    server.kill();
  }

  /**
   * Starts it again after a {@link #kill}, on the same port and files; kills it first if it runs.
   */
  public void restart() {
    server.kill();
    server.startAgain();
    awaitReady();
  }

  /** What it has logged. */
  public String log() {
    return server.log();
  }

  /** Then its files are out of reach, and it is thawed before it is killed. */
  public boolean isInContainer() {
    return server.directory().isEmpty();
  }

  /** The folder with its files; not where it runs in a container. */
  public Path directory() {
    return server
        .directory()
        .orElseThrow(() -> new IllegalStateException("the files of a container are out of reach"));
  }

  /** It keeps its connections and answers nothing. */
  public void freeze() {
    server.freeze();
  }

  public void thaw() {
    server.thaw();
  }

  @Override
  public void close() {
    server.close();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    rights = RedisRights.of(context.getRequiredTestClass());
    start();
  }

  /** Heals what the last test broke, then empties it. */
  @Override
  public void beforeEach(ExtensionContext context) {
    server.thaw();
    if (!server.isAlive()) {
      restart();
    }
    cli("FLUSHALL");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    String refused = rights.isPresent() ? cli("ACL", "LOG") : "";
    close();
    if (RedisRights.wereTooFew(refused)) {
      throw new AssertionError("the documented rights are too few:\n" + refused);
    }
  }
}
