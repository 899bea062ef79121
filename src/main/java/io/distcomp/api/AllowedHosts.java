package io.distcomp.api;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names under which the API may be called: a page whose name was rebound to this address has
 * another one. Immutable; asked for each request.
 */
final class AllowedHosts {

  private final Set<String> names;

  AllowedHosts(Collection<String> names) {
    this.names = names.stream().map(AllowedHosts::nameOf).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether a Host header names one of them, with any port. */
  boolean allow(String hostHeader) {
    return names.contains(nameOf(hostHeader));
  }

  /** Lower case, without port and brackets. */
  private static String nameOf(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.startsWith("[")) {
      int end = lower.indexOf(']');
      return end < 0 ? lower : lower.substring(1, end);
    }
    int colon = lower.indexOf(':');
    boolean hasPort = colon >= 0 && colon == lower.lastIndexOf(':');
    return hasPort ? lower.substring(0, colon) : lower;
  }
}
