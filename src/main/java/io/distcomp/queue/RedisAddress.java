package io.distcomp.queue;

import io.distcomp.task.Meters;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a queue is, how to be let in, and who counts the calls.
 *
 * @param url redis://, rediss://, redis+sentinel://h:p,h:p/master or redis+cluster://h:p,h:p
 * @param tlsCaFile certificates to trust with rediss://; null trusts those of the JVM
 * @param queue the hash tag of all keys
 */
public record RedisAddress(
    String url,
    @Nullable String user,
    @Nullable String password,
    int database,
    @Nullable Path tlsCaFile,
    String queue,
    Meters meters) {

  private static final int CONNECT_MS = 2000;

  /** One whose calls nobody counts. */
  public RedisAddress(
      String url,
      @Nullable String user,
      @Nullable String password,
      int database,
      @Nullable Path tlsCaFile,
      String queue) {
    this(url, user, password, database, tlsCaFile, queue, Meters.NONE);
  }

  /** The same, with calls that are counted. */
  public RedisAddress heardBy(Meters listener) {
    return new RedisAddress(url, user, password, database, tlsCaFile, queue, listener);
  }

  /** The same server, with another queue. */
  public RedisAddress withQueue(String other) {
    return new RedisAddress(url, user, password, database, tlsCaFile, other, meters);
  }

  /** One server on this machine, for tests and benches. */
  public static RedisAddress of(String url, String queue) {
    return new RedisAddress(url, null, null, 0, null, queue);
  }

  /** Whether always the same server is meant, and no other takes its place. */
  boolean isSingle() {
    String lower = url.toLowerCase(Locale.ROOT);
    return !lower.startsWith("redis+sentinel:") && !lower.startsWith("redis+cluster:");
  }

  /** A client that connects when it is asked to; whoever made it closes it. */
  Redis client(Vertx vertx) {
    return Redis.createClient(vertx, options());
  }

  private RedisOptions options() {
    RedisOptions options =
        new RedisOptions().setNetClientOptions(net()).setMaxWaitingHandlers(1 << 16);
    if (password != null) {
      options.setPassword(password);
    }
    if (user != null) {
      options.setUser(user);
    }
    String scheme = url.substring(0, Math.max(0, url.indexOf("://"))).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "redis+sentinel" -> sentinel(options);
      case "redis+cluster" -> options.setType(RedisClientType.CLUSTER).setEndpoints(endpoints());
      default -> options.setConnectionString(withDatabase());
    };
  }

  private RedisOptions sentinel(RedisOptions options) {
    String master = url.substring(url.lastIndexOf('/') + 1);
    return options
        .setType(RedisClientType.SENTINEL)
        .setRole(RedisRole.MASTER)
        .setAutoFailover(true)
        .setMasterName(master)
        .setEndpoints(endpoints());
  }

  private List<String> endpoints() {
    String hosts = url.substring(url.indexOf("://") + 3).replaceFirst("/.*$", "");
    String path = database == 0 ? "" : "/" + database;
    return Arrays.stream(hosts.split(",")).map(host -> "redis://" + host + path).toList();
  }

  private String withDatabase() {
    String path = URI.create(url).getPath();
    return path == null || path.length() <= 1 ? url.replaceFirst("/$", "") + "/" + database : url;
  }

  private NetClientOptions net() {
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout(CONNECT_MS)
            .setTcpKeepAlive(true)
            .setTcpNoDelay(true);
    if (tlsCaFile != null) {
      net.setTrustOptions(new PemTrustOptions().addCertPath(tlsCaFile.toString()));
    }
    return net.setHostnameVerificationAlgorithm("HTTPS");
  }
}
