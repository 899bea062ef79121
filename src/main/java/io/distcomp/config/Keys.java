package io.distcomp.config;

import static io.distcomp.config.ValueType.seconds;
import static io.distcomp.config.ValueType.setOf;
import static io.distcomp.config.ValueType.whole;

import io.distcomp.task.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of all keys of the conf file, in the order of {@code docs/configuration.md}. The
 * reader and the printer go by it; a key that is not here does not exist.
 */
final class Keys {
  static final String MASK = "********";

  private static final ValueType<Long> PORT = whole(0, 65_535);

  // Keys of the Python tool. Its int() takes numbers in quotes, so they are taken here.

  static final Key<Long> ACCEPT_GB =
      key(
          "min_dram_gb_accept_new_task",
          ValueType.gigabytes("0.001").orNumberInQuotes(),
          c -> gb(c.node().memoryAcceptBytes()));
  static final Key<Long> RETURN_GB =
      key(
          "min_dram_gb_trigger_return",
          ValueType.gigabytes("0").orNumberInQuotes(),
          c -> gb(c.node().memoryReturnBytes()));
  static final Key<Long> MAX_TASKS =
      key(
          "max_task_per_worker",
          whole(1, 65_536).orNumberInQuotes(),
          32L,
          c -> c.node().maxTasks());
  static final Key<Long> MAX_FAILURES =
      key("max_retry_per_task", whole(0, 1000).orNumberInQuotes(), 4L, c -> c.node().maxFailures());
  static final Key<Duration> DEFAULT_TIMEOUT =
      key(
          "default_task_timeout_seconds",
          seconds("0", "1000000000").orNumberInQuotes(),
          Duration.ofHours(1),
          c -> c.node().defaultTimeout());
  static final Key<Duration> TIMEOUT_CHECK =
      key("task_timeout_check_interval", seconds("0", "1000000000").orNumberInQuotes(), c -> null);
  static final Key<Duration> AUTO_SLEEP =
      key("auto_sleep_sec", seconds("0", "1000000000").orNumberInQuotes(), c -> null);
  static final Key<Duration> IDLE_POLL =
      key(
          "sleep_sec_between_accepting_task",
          seconds("0", "3600").orNumberInQuotes(),
          Duration.ofSeconds(2),
          c -> c.node().idlePoll());
  static final Key<Duration> HEALTH_REPORT =
      key(
          "health_report_interval",
          seconds("0.1", "3600").orNumberInQuotes(),
          Duration.ofSeconds(2),
          c -> c.node().healthReport());
  static final Key<String> RESULT_DIR =
      key("result_dir", ValueType.PATH, "./results", c -> c.node().resultDir());
  static final Key<String> REDIS_HOST =
      key(
          "redis_host",
          ValueType.text("\"embedded\", a host name or a URL"),
          RedisSection.EMBEDDED,
          c -> c.redis().embedded() ? RedisSection.EMBEDDED : c.redis().url());
  static final Key<Long> REDIS_PORT =
      key("redis_port", PORT.orNumberInQuotes(), 6400L, c -> c.redis().port());
  static final Key<String> REDIS_PASS =
      key("redis_pass", ValueType.ANY_TEXT, "", c -> c.redis().password() == null ? "" : MASK);
  static final Key<Long> REDIS_DB =
      key("redis_db", whole(0, 65_535).orNumberInQuotes(), 0L, c -> c.redis().database());

  // Keys that are new here.

  static final Key<String> NODE_NAME = key("node_name", ValueType.NAMED, c -> c.node().name());
  static final Key<String> DATA_DIR = key("data_dir", ValueType.PATH, c -> c.node().dataDir());
  static final Key<String> REDIS_BIND =
      key("redis_bind", ValueType.HOST, "127.0.0.1", c -> c.redis().bind());
  static final Key<String> REDIS_APPENDFSYNC =
      key(
          "redis_appendfsync",
          ValueType.choice("everysec", "always", "no"),
          "everysec",
          c -> c.redis().appendFsync());
  static final Key<String> REDIS_USER =
      key("redis_user", ValueType.text("a name"), c -> c.redis().user());
  static final Key<String> REDIS_PASS_FILE = key("redis_pass_file", ValueType.PATH, c -> null);
  static final Key<String> REDIS_TLS_CA_FILE =
      key("redis_tls_ca_file", ValueType.PATH, c -> c.redis().tlsCaFile());
  static final Key<String> QUEUE = key("queue", ValueType.NAMED, "default", c -> c.redis().queue());
  static final Key<String> HTTP_HOST =
      key("http_host", ValueType.HOST, "127.0.0.1", c -> c.http().host());
  static final Key<Long> HTTP_PORT = key("http_port", PORT, 8080L, c -> c.http().port());
  static final Key<String> HTTP_AUTH =
      key(
          "http_auth",
          ValueType.choice("token", "none"),
          "token",
          c -> c.http().tokenRequired() ? "token" : "none");
  static final Key<String> HTTP_TOKEN_FILE =
      key("http_token_file", ValueType.PATH, c -> c.http().tokenFile());
  static final Key<SortedSet<String>> HTTP_ALLOWED_HOSTS =
      key(
          "http_allowed_hosts",
          setOf(ValueType.HOST, "host names or IP addresses without a port"),
          c -> c.http().allowedHosts());
  static final Key<String> HTTP_TLS_CERT_FILE =
      key("http_tls_cert_file", ValueType.PATH, c -> c.http().tlsCertFile());
  static final Key<String> HTTP_TLS_KEY_FILE =
      key("http_tls_key_file", ValueType.PATH, c -> c.http().tlsKeyFile());
  static final Key<Long> HTTP_MAX_SSE =
      key("http_max_sse", whole(1, 65_536), 256L, c -> c.http().maxSse());
  static final Key<Boolean> CLUSTER_ENABLED =
      key("cluster_enabled", ValueType.BOOLEAN, true, c -> c.cluster().enabled());
  static final Key<String> CLUSTER_HOST =
      key("cluster_host", ValueType.HOST, "127.0.0.1", c -> c.cluster().host());
  static final Key<Long> CLUSTER_PORT = key("cluster_port", PORT, 5701L, c -> c.cluster().port());
  static final Key<Long> BUS_PORT = key("bus_port", PORT, 0L, c -> c.cluster().busPort());
  static final Key<Boolean> TRUSTED_NETWORK =
      key("trusted_network", ValueType.BOOLEAN, false, c -> c.cluster().trustedNetwork());
  static final Key<SortedSet<String>> TAGS =
      key("tags", setOf(ValueType.NAMED, "tags"), new TreeSet<>(), c -> c.node().tags());
  static final Key<Duration> LEASE =
      key("lease_seconds", seconds("1", "3600"), Duration.ofSeconds(30), c -> c.node().lease());
  static final Key<Duration> KILL_GRACE =
      key(
          "kill_grace_seconds",
          seconds("0", "3600"),
          Duration.ofSeconds(5),
          c -> c.node().killGrace());
  static final Key<Duration> DRAIN_TIMEOUT =
      key(
          "drain_timeout_seconds",
          seconds("0", "86400"),
          Duration.ofSeconds(30),
          c -> c.node().drainTimeout());
  static final Key<Long> MAX_LOST = key("max_lost", whole(1, 1000), 3L, c -> c.node().maxLost());
  static final Key<Boolean> RETRY_ON_TIMEOUT =
      key("retry_on_timeout", ValueType.BOOLEAN, false, c -> c.node().retryOnTimeout());
  static final Key<Long> OUTPUT_INLINE_KB =
      key("output_inline_kb", whole(0, 1024), 64L, c -> c.node().outputInlineBytes() >> 10);
  static final Key<Long> OUTPUT_FILE_MB =
      key("output_file_mb", whole(0, 1 << 20), 64L, c -> c.node().outputFileBytes() >> 20);
  static final Key<Long> KEEP_FINISHED_DAYS =
      key("keep_finished_days", whole(1, 36_500), 30L, c -> c.node().keepFinishedDays());
  static final Key<Long> KEEP_FINISHED_TASKS =
      key(
          "keep_finished_tasks",
          whole(1, 1_000_000_000),
          5_000_000L,
          c -> c.node().keepFinishedTasks());
  static final Key<String> LOG_LEVEL =
      key(
          "log_level",
          ValueType.choice("trace", "debug", "info", "warn", "error"),
          "info",
          c -> c.log().level().name().toLowerCase(Locale.ROOT));
  static final Key<String> LOG_FILE = key("log_file", ValueType.PATH, c -> c.log().file());
  static final Key<String> LOG_FORMAT =
      key(
          "log_format",
          ValueType.choice("text", "json"),
          "text",
          c -> c.log().json() ? "json" : "text");

  /** In the order of the documentation. */
  static final List<Key<?>> ALL =
      List.of(
          ACCEPT_GB,
          RETURN_GB,
          MAX_TASKS,
          MAX_FAILURES,
          DEFAULT_TIMEOUT,
          TIMEOUT_CHECK,
          AUTO_SLEEP,
          IDLE_POLL,
          HEALTH_REPORT,
          RESULT_DIR,
          REDIS_HOST,
          REDIS_PORT,
          REDIS_PASS,
          REDIS_DB,
          NODE_NAME,
          DATA_DIR,
          REDIS_BIND,
          REDIS_APPENDFSYNC,
          REDIS_USER,
          REDIS_PASS_FILE,
          REDIS_TLS_CA_FILE,
          QUEUE,
          HTTP_HOST,
          HTTP_PORT,
          HTTP_AUTH,
          HTTP_TOKEN_FILE,
          HTTP_ALLOWED_HOSTS,
          HTTP_TLS_CERT_FILE,
          HTTP_TLS_KEY_FILE,
          HTTP_MAX_SSE,
          CLUSTER_ENABLED,
          CLUSTER_HOST,
          CLUSTER_PORT,
          BUS_PORT,
          TRUSTED_NETWORK,
          TAGS,
          LEASE,
          KILL_GRACE,
          DRAIN_TIMEOUT,
          MAX_LOST,
          RETRY_ON_TIMEOUT,
          OUTPUT_INLINE_KB,
          OUTPUT_FILE_MB,
          KEEP_FINISHED_DAYS,
          KEEP_FINISHED_TASKS,
          HookKeys.HOOK_COMMAND,
          HookKeys.HOOK_URL,
          HookKeys.HOOK_EVENTS,
          HookKeys.HOOK_SECRET_FILE,
          HookKeys.HOOK_TIMEOUT,
          HookKeys.HOOK_STALLED,
          HookKeys.SCALE_COMMAND,
          HookKeys.SCALE_COOLDOWN,
          HookKeys.SCALE_TIMEOUT,
          HookKeys.IDLE_EXIT,
          LOG_LEVEL,
          LOG_FILE,
          LOG_FORMAT);

  private static final Map<String, Key<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Key::name, Function.identity()));

  private Keys() {}

  static @Nullable Key<?> named(String name) {
    return BY_NAME.get(name);
  }

  static List<String> names() {
    return ALL.stream().<String>map(Key::name).toList();
  }

  private static <T> Key<T> key(String name, ValueType<T> type, T fallback, Key.Shown shown) {
    return new Key<>(name, type, fallback, shown);
  }

  private static <T> Key<T> key(String name, ValueType<T> type, Key.Shown shown) {
    return new Key<>(name, type, null, shown);
  }

  static Object gb(long bytes) {
    return new Resources(bytes, 0).gb();
  }
}
