package io.distcomp.redis;

import io.distcomp.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The private Redis server of one data_dir while a node uses it. Started and stopped by the node,
 * never on an event loop: every call blocks, {@link #start} up to a minute without progress, {@link
 * #stop} up to 10 s. Safe for many threads.
 */
public final class EmbeddedRedis {

  /**
   * What server is wanted.
   *
   * @param dataDir of the node, which holds a lock on it
   * @param port 0 for the one of the last start or any free one
   * @param bind one or more addresses, as in Redis' own configuration
   * @param database the largest database number in use
   * @param password empty for a generated one that stays the same for this data_dir
   * @param appendFsync always, everysec or no
   * @param searchPath where a redis-server may be found, as in PATH; empty for the shipped one
   * @param log hears what the user should know, line by line; no secrets
   */
  public record Options(
      Path dataDir,
      int port,
      String bind,
      int database,
      String password,
      String appendFsync,
      String searchPath,
      Consumer<String> log) {

    /** What the conf file asks for. */
    public static Options of(Path dataDir, Config.Redis redis, Consumer<String> log) {
      String password = redis.password();
      return new Options(
          dataDir,
          redis.port(),
          redis.bind(),
          redis.database(),
          password == null ? "" : password,
          redis.appendFsync(),
          System.getenv().getOrDefault("PATH", ""),
          log);
    }

    /** The same on this port. */
    Options at(int other) {
      return new Options(dataDir, other, bind, database, password, appendFsync, searchPath, log);
    }

    @Override
    public String toString() {
      return "Options[dataDir=" + dataDir + ", port=" + port + ", bind=" + bind + "]";
    }
  }

  private final Options options;
  private final ServerFiles files;
  private final ServerProcess process;
  private final Endpoint endpoint;
  private final String owner;
  private final boolean adopted;

  EmbeddedRedis(
      Options options,
      ServerFiles files,
      ServerProcess process,
      Endpoint endpoint,
      String owner,
      boolean adopted) {
    this.options = options;
    this.files = files;
    this.process = process;
    this.endpoint = endpoint;
    this.owner = owner;
    this.adopted = adopted;
  }

  /**
   * Adopts the server that a killed node left behind on the same data_dir, or starts one; returns
   * when it answers. Call it again when {@link #onExit} says that the server has ended by itself.
   *
   * @throws EmbeddedRedisException when there is no server; the message is for the user
   */
  public static EmbeddedRedis start(Options options) throws EmbeddedRedisException {
    try {
      return new ServerStart(options, ServerFiles.in(options.dataDir())).run();
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "cannot prepare the embedded Redis in " + options.dataDir() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("interrupted while starting the embedded Redis", e);
    }
  }

  /** {@code redis://host:port}, without the password and the database. */
  public String url() {
    return endpoint.url();
  }

  public String host() {
    return endpoint.host();
  }

  public int port() {
    return endpoint.port();
  }

  public String password() {
    return endpoint.password();
  }

  /** It was running already, left behind by a node that was killed. */
  public boolean adopted() {
    return adopted;
  }

  public long pid() {
    return process.pid();
  }

  /**
   * The file that names the present owner of the server. Who ends the server of a dead node does so
   * only while this file holds that node's {@link #owner}.
   */
  public Path ownerFile() {
    return files.owner();
  }

  public String owner() {
    return owner;
  }

  /** Completes when the server's process is gone, whoever ended it. */
  public CompletableFuture<Void> onExit() {
    return process.onExit().thenApply(handle -> null);
  }

  /** Waits at most that long for its end. */
  boolean endedWithin(Duration time) throws InterruptedException {
    return process.endedWithin(time);
  }

  /** Writes everything to the disk and ends the server; nothing to do when it is gone. */
  public void stop() {
    if (process.isAlive() && !Shutdown.end(process, endpoint)) {
      options.log().accept("redis-server " + pid() + " could not be ended");
      return;
    }
    try {
      files.forgetState();
    } catch (IOException e) {
      // Harmless: the next start sees that no such process lives.
      options.log().accept("cannot remove the state of the embedded Redis: " + e.getMessage());
    }
  }

  /** Lines for the conf file of a further node that is to use this server; without the password. */
  public List<String> connectLines() {
    List<String> lines = new ArrayList<>();
    lines.add("\"redis_host\": \"" + hostForOthers() + "\",");
    lines.add("\"redis_port\": " + port() + ",");
    if (options.database() != 0) {
      lines.add("\"redis_db\": " + options.database() + ",");
    }
    lines.add(passwordLine());
    return lines;
  }

  private String passwordLine() {
    return options.password().isEmpty()
        ? "\"redis_pass_file\": \"" + escaped(files.password().toString()) + "\""
        : "\"redis_pass\": \"(the same as here)\"";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private String hostForOthers() {
    if (!Endpoint.isAny(options.bind())) {
      return host();
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return host();
    }
  }
}
