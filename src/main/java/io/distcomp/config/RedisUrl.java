package io.distcomp.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Redis URL in its parts. Made by {@link RedisSection}; its messages never repeat the URL, which
 * may hold a password.
 *
 * @param master the name that the sentinels watch; null for other schemes
 */
record RedisUrl(
    Scheme scheme,
    List<Address> addresses,
    int database,
    @Nullable String master,
    @Nullable String user,
    @Nullable String password) {

  /** The four kinds of Redis that a URL can name. */
  enum Scheme {
    PLAIN("redis", 6379),
    TLS("rediss", 6379),
    SENTINEL("redis+sentinel", 26379),
    CLUSTER("redis+cluster", 6379);

    private final String word;
    private final int port;

    Scheme(String word, int port) {
      this.word = word;
      this.port = port;
    }

    boolean takesManyHosts() {
      return this == SENTINEL || this == CLUSTER;
    }
  }

  /** One server. */
  record Address(String host, int port) {
    @Override
    public String toString() {
      return Hosts.inUrl(host) + ":" + port;
    }
  }

  /** Says what is wrong with a URL, as the end of a sentence. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  static final String FORMS =
      "redis://host:port/db, rediss://host:port/db, redis+sentinel://host:port,host:port/master or"
          + " redis+cluster://host:port,host:port";

  private static final Pattern PARTS =
      Pattern.compile("([^:/]*)://(?:([^@/]*)@)?([^@/?#]*)(?:/([^/?#]*))?");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([^\\]]*)\\]|([^:\\[\\]]*))(?::(\\d{1,5}))?");
  private static final Pattern DATABASE = Pattern.compile("\\d{1,5}");
  private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int LAST_PORT = 65_535;

  static RedisUrl parse(String text) throws Malformed {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      throw new Malformed(
          "must be like " + FORMS + " (@, / and : within a password are written %40, %2F and %3A)");
    }
    Scheme scheme = scheme(Objects.requireNonNull(parts.group(1)));
    String path = Objects.requireNonNullElse(parts.group(4), "");
    String[] login = Objects.requireNonNullElse(parts.group(2), "").split(":", 2);
    return new RedisUrl(
        scheme,
        addresses(scheme, Objects.requireNonNull(parts.group(3))),
        database(scheme, path),
        master(scheme, path),
        decoded(login[0]),
        login.length < 2 ? null : decoded(login[1]));
  }

  boolean isTls() {
    return scheme == Scheme.TLS;
  }

  boolean isLoopback() {
    return addresses.stream().allMatch(a -> Hosts.isLoopback(a.host()));
  }

  /** Without user, password and database. */
  String withoutLogin() {
    return scheme.word
        + "://"
        + addresses.stream().map(Address::toString).collect(Collectors.joining(","))
        + (master == null ? "" : "/" + master);
  }

  @Override
  public String toString() {
    return withoutLogin();
  }

  private static Scheme scheme(String word) throws Malformed {
    for (Scheme scheme : Scheme.values()) {
      if (scheme.word.equals(word.toLowerCase(Locale.ROOT))) {
        return scheme;
      }
    }
    throw new Malformed(
        "must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://");
  }

  private static List<Address> addresses(Scheme scheme, String text) throws Malformed {
    List<Address> addresses = new ArrayList<>();
    for (String address : text.split(",", -1)) {
      addresses.add(address(scheme, address));
    }
    if (addresses.size() > 1 && !scheme.takesManyHosts()) {
      throw new Malformed("must name one host; several need redis+sentinel:// or redis+cluster://");
    }
    return List.copyOf(addresses);
  }

  private static Address address(Scheme scheme, String text) throws Malformed {
    Matcher parts = ADDRESS.matcher(text);
    if (!parts.matches()) {
      throw new Malformed("must name each server as host:port, an IPv6 address in brackets");
    }
    String host = Objects.requireNonNullElse(parts.group(1), parts.group(2));
    String port = parts.group(3);
    int number = port == null ? scheme.port : Integer.parseInt(port);
    if (host == null || !Hosts.isValid(host) || number < 1 || number > LAST_PORT) {
      throw new Malformed("must name each server as host:port, the port from 1 to " + LAST_PORT);
    }
    return new Address(host, number);
  }

  private static int database(Scheme scheme, String path) throws Malformed {
    if (path.isEmpty() || scheme == Scheme.SENTINEL) {
      return 0;
    }
    if (scheme == Scheme.CLUSTER) {
      throw new Malformed("must end after the hosts: a Redis Cluster has no numbered databases");
    }
    if (!DATABASE.matcher(path).matches()) {
      throw new Malformed("must end with the number of a database, or after the host");
    }
    return Integer.parseInt(path);
  }

  private static @Nullable String master(Scheme scheme, String path) throws Malformed {
    if (scheme != Scheme.SENTINEL) {
      return null;
    }
    if (!MASTER.matcher(path).matches()) {
      throw new Malformed("must end with the name of the master that the sentinels watch");
    }
    return path;
  }

  private static @Nullable String decoded(String text) throws Malformed {
    try {
      // URLDecoder is for forms, where a plus is a blank; in a URL it is a plus.
      String plain = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
      return plain.isEmpty() ? null : plain;
    } catch (IllegalArgumentException e) {
      throw new Malformed("has a % in its user or password that is not followed by two hex digits");
    }
  }
}
