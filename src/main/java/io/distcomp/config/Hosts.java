package io.distcomp.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be said about a host name or address from its text alone. Pure; no name is looked up,
 * because an answer can change and can take long.
 */
final class Hosts {
  static final String EXPECTED = "a host name or an IP address, without a port";

  private static final Pattern NAME =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");
  private static final Pattern OCTETS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 =
      Pattern.compile("(?=.*:.*:)[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]+)?");
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");
  private static final Set<String> LOOPBACK = Set.of("localhost", "::1", "0:0:0:0:0:0:0:1");

  private Hosts() {}

  static boolean isValid(String host) {
    return NAME.matcher(host).matches() || IPV6.matcher(host).matches();
  }

  static boolean isLoopback(String host) {
    return LOOPBACK.contains(host.toLowerCase(Locale.ROOT))
        || (host.startsWith("127.") && OCTETS.matcher(host).matches());
  }

  /** Whether it means all addresses of the machine. */
  static boolean isWildcard(String host) {
    return WILDCARDS.contains(host);
  }

  /** As it stands in an address, an IPv6 one in brackets. */
  static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
