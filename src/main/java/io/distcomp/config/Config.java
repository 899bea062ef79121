package io.distcomp.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The effective configuration of one node: what the conf file says, completed by the defaults. All
 * paths are absolute.
 *
 * @param file the conf file; null when there is none (a private node of {@code run})
 * @param directory what relative paths and tasks without a working directory start from
 * @param warnings what the log says once at start: accepted but unneeded keys, fallen-back values
 */
public record Config(
    @Nullable Path file,
    Path directory,
    Node node,
    Redis redis,
    Http http,
    Cluster cluster,
    Log log,
    Hooks hooks,
    Scaling scaling,
    List<String> warnings) {

  /** One machine's work: admission, leases, output, retention. Memory in bytes. */
  public record Node(
      String name,
      Path dataDir,
      SortedSet<String> tags,
      int maxTasks,
      long memoryAcceptBytes,
      long memoryReturnBytes,
      int maxFailures,
      boolean retryOnTimeout,
      int maxLost,
      Duration defaultTimeout,
      Duration idlePoll,
      Duration healthReport,
      Duration lease,
      Duration killGrace,
      Duration drainTimeout,
      Path resultDir,
      long outputInlineBytes,
      long outputFileBytes,
      int keepFinishedDays,
      long keepFinishedTasks) {

    public Node {
      tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
    }
  }

  /**
   * Where the queue is.
   *
   * @param embedded this node starts its own server and {@code url} is null
   * @param url redis://, rediss://, redis+sentinel:// or redis+cluster://, without credentials;
   *     made from redis_host and redis_port when those are given
   * @param port of the embedded server, 0 for any free one; else of the first server in {@code url}
   * @param database from redis_db or the end of a URL
   * @param password from redis_pass, redis_pass_file or a URL
   */
  public record Redis(
      boolean embedded,
      @Nullable String url,
      int port,
      int database,
      @Nullable String user,
      @Nullable String password,
      @Nullable Path tlsCaFile,
      String bind,
      String appendFsync,
      String queue) {

    @Override
    public String toString() {
      return "Redis[embedded="
          + embedded
          + ", url="
          + url
          + ", port="
          + port
          + ", queue="
          + queue
          + "]";
    }
  }

  /**
   * The API and the dashboard. {@code portIsGiven}: the file names the port, so a taken one is
   * fatal.
   *
   * @param allowedHosts what a Host header may name: lower case, without a port, an IPv6 address
   *     without brackets; loopback names are always among them
   */
  public record Http(
      String host,
      int port,
      boolean portIsGiven,
      boolean tokenRequired,
      Path tokenFile,
      SortedSet<String> allowedHosts,
      @Nullable Path tlsCertFile,
      @Nullable Path tlsKeyFile,
      int maxSse) {

    public Http {
      allowedHosts = Collections.unmodifiableSortedSet(new TreeSet<>(allowedHosts));
    }
  }

  /** The event bus between nodes. */
  public record Cluster(
      boolean enabled, String host, int port, int busPort, boolean trustedNetwork) {}

  /** The log. */
  public record Log(Level level, @Nullable Path file, boolean json) {

    /** From most to least. */
    public enum Level {
      TRACE,
      DEBUG,
      INFO,
      WARN,
      ERROR
    }
  }

  /**
   * Who is told of events.
   *
   * @param command run by the shell, for each event
   * @param url it may hold a secret of its receiver, so it is never shown
   * @param events those that are told, by their words
   * @param secretFile what bodies are signed with
   * @param timeout of one run of the command
   * @param stalledAfter how long nothing moves until that is an event
   */
  public record Hooks(
      @Nullable String command,
      @Nullable URI url,
      SortedSet<String> events,
      @Nullable Path secretFile,
      Duration timeout,
      Duration stalledAfter) {

    /** Tells nobody of anything. */
    public static final Hooks NONE =
        new Hooks(
            null, null, new TreeSet<>(), null, Duration.ofSeconds(30), Duration.ofMinutes(10));

    public Hooks {
      events = Collections.unmodifiableSortedSet(new TreeSet<>(events));
    }

    /** Whether anybody is told of anything. */
    public boolean any() {
      return (command != null || url != null) && !events.isEmpty();
    }

    @Override
    public String toString() {
      return "Hooks[events=" + events + "]";
    }
  }

  /**
   * More and fewer nodes.
   *
   * @param command run by the shell when tasks wait beyond what the nodes could start
   * @param cooldown after the end of one run
   * @param timeout of one run
   * @param idleExit how long the node stays without work; zero is for ever
   */
  public record Scaling(
      @Nullable String command, Duration cooldown, Duration timeout, Duration idleExit) {

    /** Starts no nodes and stays. */
    public static final Scaling NONE =
        new Scaling(null, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO);
  }

  /**
   * The private node of {@code run}: its own Redis and dashboard on free ports, no cluster, results
   * below its data_dir, defaults for the rest. Without a home directory its token is in its
   * data_dir.
   *
   * @param name what does not fit a node name is replaced or cut off at the beginning
   * @param directory where tasks without a working directory start
   * @throws IllegalArgumentException when the directories cannot be used
   */
  public static Config privateNode(String name, Path dataDir, Path directory) {
    return ConfigFile.privateNode(name, dataDir, directory, Machine.real());
  }

  /** GB of the conf file as bytes. */
  static long bytes(BigDecimal gb) {
    return gb.multiply(new BigDecimal(1L << 30)).longValue();
  }

  public Config {
    warnings = List.copyOf(warnings);
  }
}
