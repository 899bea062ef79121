package io.distcomp.api;

import io.distcomp.config.Config;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call: host, token or session, origin. For the web verticle's loop only; throws {@link
 * ApiException} where a rule is broken.
 */
final class Access {

  static final Duration CODE_LIFE = Duration.ofMinutes(2);

  /** The link in the log of the start is used when somebody gets around to it. */
  static final Duration START_CODE_LIFE = Duration.ofMinutes(10);

  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String BEARER = "bearer ";

  /** Who calls where no token is asked for. */
  private static final String ANYBODY = "anybody";

  private final TokenBook tokens;
  private final boolean required;
  private final boolean tls;
  private final AllowedHosts hosts;
  private final LoginCodes codes;
  private final Sessions sessions;
  private final FailureLimit failures;
  private String cookieName = "";

  Access(Config.Http config, TokenBook tokens, RandomTexts texts, Clock clock) {
    this.tokens = tokens;
    this.required = config.tokenRequired();
    this.tls = config.tlsCertFile() != null;
    this.hosts = new AllowedHosts(config.allowedHosts());
    this.codes = new LoginCodes(texts, clock);
    this.sessions = new Sessions(texts, clock);
    this.failures = new FailureLimit(clock);
  }

  /** Cookies do not tell ports apart, so the name does: nodes on one machine keep their own. */
  void onPort(int port) {
    cookieName = tls ? "__Host-dc_session_" + port : "dc_session_" + port;
  }

  String issueCode(Duration life) {
    return codes.issue(life);
  }

  /** Exactly one Host header, with a name that is ours. */
  void checkHost(HttpServerRequest request) {
    List<String> headers = request.headers().getAll("Host");
    if (headers.size() != 1 || headers.get(0).isBlank()) {
      throw ApiException.of(400, "E_HOST", "exactly one Host header is needed", null);
    }
    if (!hosts.allow(headers.get(0))) {
      throw ApiException.of(
          421,
          "E_HOST",
          ApiError.quote(headers.get(0)) + " is not a name of this node",
          "add it to http_allowed_hosts in the conf file");
    }
  }

  /**
   * Token in the header, or session cookie: who calls, as the audit log names it. A token that is
   * not this node's own may take a look at Redis; the request waits for that.
   */
  Future<String> authenticate(HttpServerRequest request) {
    if (request.getParam("token") != null) {
      throw ApiException.of(
          400,
          "E_TOKEN_IN_URL",
          "a token in a URL ends up in logs",
          "send it in the Authorization header; replace this one: write a new one into the token file");
    }
    Cookie cookie = request.getCookie(cookieName);
    if (cookie != null && sessions.isOpen(cookie.getValue(), tokens.own())) {
      return Future.succeededFuture(sessionName(cookie));
    }
    if (!required) {
      return Future.succeededFuture(ANYBODY);
    }
    String header = request.getHeader("Authorization");
    if (header == null) {
      throw ApiException.of(
          401, "E_TOKEN", "a token is needed", "Authorization: Bearer <the token file's text>");
    }
    return ApiException.orAway(owner(header))
        .map(
            owner ->
                owner.orElseThrow(() -> refusal(request, "no node of this queue has that token")));
  }

  private Future<Optional<String>> owner(String header) {
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? tokens.owner(header.substring(BEARER.length()).strip())
        : Future.succeededFuture(Optional.empty());
  }

  /** Tells sessions apart without being one. */
  static String sessionName(Cookie cookie) {
    String hash = HexFormat.of().formatHex(AccessToken.sha256(cookie.getValue()));
    return "session:" + AccessToken.idOf(hash);
  }

  private ApiException refusal(HttpServerRequest request, String message) {
    if (failures.isExceededBy(peer(request))) {
      return ApiException.later(
          429,
          "E_TOO_MANY_FAILURES",
          "more than 10 wrong tokens or codes in a minute",
          (int) FailureLimit.WINDOW.toSeconds());
    }
    return ApiException.of(401, "E_TOKEN", message, null);
  }

  static String peer(HttpServerRequest request) {
    String host = request.remoteAddress().hostAddress();
    return host == null ? "" : host;
  }

  /** What may change something comes from a program or from our own page. */
  void checkOrigin(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    String site = request.getHeader("Sec-Fetch-Site");
    String host = request.getHeader("Host");
    if (!SAFE.contains(request.method()) && !SameOrigin.allows(origin, site, orEmpty(host), tls)) {
      throw ApiException.of(
          403,
          "E_ORIGIN",
          "another page's request "
              + (origin == null ? "" : "from " + ApiError.quote(origin) + " ")
              + "is refused",
          null);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** Turns a one-time code into a session cookie. */
  Cookie login(HttpServerRequest request, String code) {
    if (!codes.redeem(code)) {
      throw refusal(
          request, "this link was used before or is too old; `distcomp open` makes a new one");
    }
    return Cookie.cookie(cookieName, sessions.open(tokens.own()))
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(tls)
        .setSameSite(CookieSameSite.STRICT)
        .setMaxAge(Sessions.LIFE.toSeconds());
  }
}
