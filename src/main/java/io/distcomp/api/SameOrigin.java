package io.distcomp.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a browser sent a request from our own page. Pure; asked for unsafe methods.
 *
 * <p>Programs send neither header and pass: what they must have is the token.
 */
final class SameOrigin {
  private SameOrigin() {}

  static boolean allows(
      @Nullable String origin, @Nullable String secFetchSite, String host, boolean tls) {
    if (secFetchSite != null && !secFetchSite.equals("same-origin")) {
      return false;
    }
    return origin == null || isOurs(origin, host, tls);
  }

  private static boolean isOurs(String origin, String host, boolean tls) {
    try {
      URI uri = new URI(origin.toLowerCase(Locale.ROOT));
      String scheme = uri.getScheme();
      String authority = uri.getRawAuthority();
      // A proxy in front may speak TLS for us, so https is ours also when this server is plain.
      boolean known = "https".equals(scheme) || (!tls && "http".equals(scheme));
      return known
          && authority != null
          && withoutDefaultPort(authority, scheme)
              .equals(withoutDefaultPort(host.toLowerCase(Locale.ROOT), scheme));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String port = scheme.equals("https") ? ":443" : ":80";
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }
}
