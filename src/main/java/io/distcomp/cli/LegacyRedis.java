package io.distcomp.cli;

import io.distcomp.config.Config;
import io.distcomp.queue.RedisAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The Redis of the Python tool: its options, and else its conf.json. Used by {@link ManagerVerb},
 * where {@code importLegacy} alone looks at it.
 */
final class LegacyRedis {

  private static final String CONF = "conf.json";
  private static final int PORT = 6400;
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]+");
  private static final String USED = " Used by importLegacy alone, else not: the node knows.";

  @Option(
      names = "--redis_host",
      paramLabel = "HOST",
      description = "The Python tool's Redis (default: that of conf.json)." + USED)
  @Nullable String host;

  @Option(names = "--redis_port", paramLabel = "PORT", description = "Its port.")
  @Nullable Integer port;

  @Option(
      names = "--redis_pass",
      paramLabel = "TEXT",
      description = "Its password; others see it in ps, so better write it into conf.json.")
  @Nullable String password;

  @Option(names = "--redis_db", paramLabel = "N", description = "Its database.")
  @Nullable Integer database;

  boolean isGiven() {
    return host != null || port != null || password != null || database != null;
  }

  /**
   * Where it is.
   *
   * @throws CliException when neither the options nor a conf.json here tell it
   */
  RedisAddress address(Session session) {
    Config.Redis file = ofFile(session);
    String url =
        host == null && port == null && file != null
            ? file.url()
            : url(host, port == null ? (file == null ? PORT : file.port()) : port);
    if (url == null) {
      throw CliException.usage(
          "importLegacy needs the Python tool's Redis: call it where the tool's "
              + CONF
              + " is, or give --redis_host and --redis_port");
    }
    return new RedisAddress(
        url,
        file == null ? null : file.user(),
        password == null ? (file == null ? null : file.password()) : emptyIsNone(password),
        database == null ? (file == null ? 0 : file.database()) : database,
        file == null ? null : file.tlsCaFile(),
        "");
  }

  private static @Nullable String url(@Nullable String host, int port) {
    if (host == null) {
      return null;
    }
    if (!HOST.matcher(host).matches()) {
      throw CliException.usage(
          "--redis_host: '" + Escape.line(host) + "' is no host name and no IP address");
    }
    return "redis://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  private static @Nullable String emptyIsNone(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Null without a file, and for one with an embedded Redis, which never was the tool's. */
  private static Config.@Nullable Redis ofFile(Session session) {
    Path file = session.caller().path(CONF);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      Config.Redis redis = session.configs().read(file).redis();
      return redis.embedded() ? null : redis;
    } catch (ConfigSource.Fault e) {
      throw new CliException(ExitCode.BAD_CONFIG, Escape.block(String.valueOf(e.getMessage())));
    }
  }
}
