package io.distcomp.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration file of the private server, as text; equal texts mean that a running server
 * needs no change. For this package only.
 */
final class ServerConf {
  private ServerConf() {}

  private static final int DATABASES = 16;

  static String text(
      EmbeddedRedis.Options options, ServerFiles files, Endpoint endpoint, RedisVersion version) {
    List<String> lines = new ArrayList<>();
    lines.add("# Written at each start of the node; changes made here are lost.");
    lines.addAll(network(options, endpoint));
    lines.addAll(storage(options, files));
    lines.addAll(version.isAtLeast(7, 0) ? since7() : before7());
    return String.join("\n", lines) + "\n";
  }

  private static List<String> network(EmbeddedRedis.Options options, Endpoint endpoint) {
    return List.of(
        "bind " + quotedWords(options.bind()),
        "port " + endpoint.port(),
        "protected-mode yes",
        "requirepass " + quoted(endpoint.password()),
        "daemonize no",
        "supervised no",
        "loglevel notice",
        "logfile \"\"");
  }

  private static List<String> storage(EmbeddedRedis.Options options, ServerFiles files) {
    return List.of(
        "dir " + quoted(files.directory().toString()),
        "databases " + Math.max(DATABASES, options.database() + 1),
        "appendonly yes",
        "appendfsync " + quoted(options.appendFsync()),
        "dbfilename dump.rdb",
        "save \"\"",
        "maxmemory-policy noeviction");
  }

  private static List<String> since7() {
    return List.of(
        "hash-max-listpack-entries 128",
        "hash-max-listpack-value 256",
        "enable-debug-command no",
        "enable-module-command no",
        "enable-protected-configs no");
  }

  private static List<String> before7() {
    return List.of("hash-max-ziplist-entries 128", "hash-max-ziplist-value 256");
  }

  private static String quotedWords(String words) {
    return Arrays.stream(words.strip().split("\\s+"))
        .map(ServerConf::quoted)
        .collect(Collectors.joining(" "));
  }

  /** Redis' own quoting: what is no printable character is given as hex. */
  private static String quoted(String text) {
    return text.chars().mapToObj(ServerConf::quoted).collect(Collectors.joining("", "\"", "\""));
  }

  private static String quoted(int c) {
    if (c == '"' || c == '\\') {
      return "\\" + (char) c;
    }
    return c < ' ' || c == 0x7f ? String.format("\\x%02x", c) : String.valueOf((char) c);
  }
}
