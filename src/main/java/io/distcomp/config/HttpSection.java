package io.distcomp.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules of the keys about the API and the dashboard. Used by {@link ConfigFile}. */
final class HttpSection {
  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "::1");

  private HttpSection() {}

  static Config.Http of(Draft draft) {
    String host = draft.get(Keys.HTTP_HOST);
    Path cert = draft.findPath(Keys.HTTP_TLS_CERT_FILE);
    checkTls(draft);
    checkHost(draft, host);
    return new Config.Http(
        host,
        draft.number(Keys.HTTP_PORT),
        draft.isGiven(Keys.HTTP_PORT),
        isTokenRequired(draft, host),
        tokenFile(draft),
        allowedHosts(draft, host),
        cert,
        tlsKey(draft),
        draft.number(Keys.HTTP_MAX_SSE));
  }

  private static void checkTls(Draft draft) {
    PathRules.certificates(draft, Keys.HTTP_TLS_CERT_FILE, draft.findPath(Keys.HTTP_TLS_CERT_FILE));
    if (draft.isGiven(Keys.HTTP_TLS_CERT_FILE) && !draft.isGiven(Keys.HTTP_TLS_KEY_FILE)) {
      draft.mistake(Keys.HTTP_TLS_CERT_FILE, "needs http_tls_key_file too");
    }
    if (draft.isGiven(Keys.HTTP_TLS_KEY_FILE) && !draft.isGiven(Keys.HTTP_TLS_CERT_FILE)) {
      draft.mistake(Keys.HTTP_TLS_KEY_FILE, "needs http_tls_cert_file too");
    }
  }

  private static void checkHost(Draft draft, String host) {
    if (!Hosts.isLoopback(host)
        && !draft.isGiven(Keys.HTTP_TLS_CERT_FILE)
        && !draft.get(Keys.TRUSTED_NETWORK)) {
      draft.mistake(
          Keys.HTTP_HOST,
          "is not a loopback address: give http_tls_cert_file and http_tls_key_file, or say"
              + " \"trusted_network\": true if nobody else can listen on that network",
          Keys.TRUSTED_NETWORK);
    }
  }

  private static boolean isTokenRequired(Draft draft, String host) {
    if (draft.get(Keys.HTTP_AUTH).equals("token")) {
      return true;
    }
    if (Hosts.isLoopback(host)) {
      draft.warn(Keys.HTTP_AUTH, "is \"none\": every user of this machine can run commands as you");
    } else {
      draft.mistake(
          Keys.HTTP_AUTH, "can be \"none\" only with a loopback http_host", Keys.HTTP_HOST);
    }
    return false;
  }

  private static Path tokenFile(Draft draft) {
    Path path = draft.pathBelowHome(Keys.HTTP_TOKEN_FILE, ".distcomp/token");
    PathRules.keptFile(draft, Keys.HTTP_TOKEN_FILE, path);
    return path;
  }

  private static @Nullable Path tlsKey(Draft draft) {
    Path path = draft.findPath(Keys.HTTP_TLS_KEY_FILE);
    PathRules.readFile(draft, Keys.HTTP_TLS_KEY_FILE, path);
    if (path != null && Secrets.isExposed(path)) {
      draft.mistake(Keys.HTTP_TLS_KEY_FILE, "can be read or changed by others: chmod 600 it");
    } else if (path != null && Secrets.isReadableByOthers(path)) {
      draft.warn(Keys.HTTP_TLS_KEY_FILE, "can be read by its group: chmod 600 it");
    }
    return path;
  }

  /** A wildcard address is no name that a browser of good will sends. */
  private static SortedSet<String> allowedHosts(Draft draft, String host) {
    SortedSet<String> hosts = new TreeSet<>(LOOPBACK_NAMES);
    hosts.add(lower(draft.machine().hostName()));
    hosts.add(lower(draft.machine().shortHostName()));
    if (!Hosts.isWildcard(host)) {
      hosts.add(lower(host));
    }
    SortedSet<String> given = draft.find(Keys.HTTP_ALLOWED_HOSTS);
    if (given != null) {
      given.forEach(h -> hosts.add(lower(h)));
    }
    return hosts;
  }

  private static String lower(String host) {
    return host.toLowerCase(Locale.ROOT);
  }
}
