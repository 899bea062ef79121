package io.distcomp.redis;

import java.io.IOException;
import java.time.Duration;

/** Where this machine reaches a server, and its password. For this package only. */
record Endpoint(String host, int port, String password) {

  /**
   * The address for a value of {@code redis_bind}: its first address, or the loopback address where
   * that means any.
   */
  static String hostOf(String bind) {
    String first = firstOf(bind);
    return switch (first) {
      case "*", "0.0.0.0" -> "127.0.0.1";
      case "::", "::*" -> "::1";
      default -> first;
    };
  }

  /** The server listens at every address of the machine. */
  static boolean isAny(String bind) {
    return !hostOf(bind).equals(firstOf(bind));
  }

  /** A leading minus makes an address optional for Redis. */
  private static String firstOf(String bind) {
    return bind.strip().split("\\s+", 2)[0].replaceFirst("^-", "");
  }

  String url() {
    return "redis://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** A connection that has given the password. */
  RespClient open(Duration timeout) throws IOException {
    RespClient client = RespClient.connect(host, port, timeout);
    try {
      client.call("AUTH", password);
      return client;
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
