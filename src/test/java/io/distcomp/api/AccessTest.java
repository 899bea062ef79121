package io.distcomp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.distcomp.api.TestApi.MovableClock;
import io.distcomp.testkit.RawHttp;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

  private static final String AUTH = "Authorization: Bearer " + TestApi.TOKEN_TEXT + "\r\n";
  private static final String HOST = "Host: localhost:1\r\n";

  @TempDir Path folder;
  private TestApi api;

  @BeforeEach
  void start() {
    api = new TestApi(folder).start();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** Request line and headers, then the status that they get. */
  @Test
  void badRequestsGetTheStatusOfTheFirstRuleTheyBreak() throws IOException {
    Map<String, Integer> table =
        Map.ofEntries(
            Map.entry("GET /api/v1/status HTTP/1.1\r\nHost: evil.com\r\n" + AUTH, 421),
            Map.entry("GET /api/v1/status HTTP/1.1\r\nHost: 0.0.0.0\r\n" + AUTH, 421),
            Map.entry("GET /api/v1/status HTTP/1.1\r\n" + AUTH, 400),
            Map.entry("GET /api/v1/status HTTP/1.1\r\nHost:\r\n" + AUTH, 400),
            Map.entry("GET /api/v1/status HTTP/1.1\r\n" + HOST + HOST + AUTH, 400),
            Map.entry("GET /api/v1/status HTTP/1.1\r\nHost: [::1]:80\r\n" + AUTH, 200),
            Map.entry("GET /api/v1/status HTTP/1.1\r\n" + HOST, 401),
            Map.entry(
                "GET /api/v1/status HTTP/1.1\r\n" + HOST + "Authorization: Bearer x\r\n", 401),
            Map.entry("GET /api/v1/status HTTP/1.1\r\n" + HOST + "Authorization: Basic x\r\n", 401),
            Map.entry("GET /api/v1/status?token=x HTTP/1.1\r\n" + HOST + AUTH, 400),
            Map.entry("TRACE / HTTP/1.1\r\n" + HOST, 405),
            Map.entry("OPTIONS /api/v1/jobs HTTP/1.1\r\n" + HOST, 405),
            Map.entry("PUT /api/v1/jobs HTTP/1.1\r\n" + HOST + AUTH, 405),
            Map.entry("DELETE /api/v1/status HTTP/1.1\r\n" + HOST, 405),
            Map.entry("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n", 405),
            Map.entry("GET /nothing HTTP/1.1\r\n" + HOST, 404),
            Map.entry("GET /api/v1/nothing HTTP/1.1\r\n" + HOST, 404),
            Map.entry("GET /js/..%2f..%2fetc/passwd HTTP/1.1\r\n" + HOST, 404),
            Map.entry("GET /js/%00 HTTP/1.1\r\n" + HOST, 404),
            Map.entry("GET /js/../index.html%5c HTTP/1.1\r\n" + HOST, 404),
            Map.entry(
                "GET /api/v1/status HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(9000) + "\r\n", 431),
            Map.entry("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n" + HOST, 414),
            Map.entry("nonsense\r\n", 400),
            Map.entry(
                "POST /api/v1/jobs/1/cancel HTTP/1.1\r\n"
                    + HOST
                    + AUTH
                    + "Content-Type: application/json\r\nContent-Length: 100000000\r\n",
                413),
            Map.entry(
                "POST /api/v1/jobs HTTP/1.1\r\n"
                    + HOST
                    + AUTH
                    + "Content-Type: text/plain\r\nContent-Length: 2000000000\r\n",
                413),
            Map.entry(
                "POST /api/v1/jobs HTTP/1.1\r\n"
                    + HOST
                    + AUTH
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n",
                415),
            Map.entry(
                "POST /api/v1/jobs/1/cancel HTTP/1.1\r\n"
                    + HOST
                    + AUTH
                    + "Content-Type: text/plain\r\nContent-Length: 5\r\n",
                415),
            Map.entry(
                "POST /api/v1/jobs HTTP/1.1\r\n"
                    + HOST
                    + AUTH
                    + "Transfer-Encoding: chunked, identity\r\n",
                400));
    for (Map.Entry<String, Integer> row : table.entrySet()) {
      String request = row.getKey() + "Connection: close\r\n\r\n";
      String response = RawHttp.exchange(api.web.port(), request);
      assertThat(RawHttp.status(response)).as(row.getKey()).isEqualTo(row.getValue());
      assertThat(response)
          .as(row.getKey())
          .containsIgnoringCase("content-security-policy: default-src 'none'")
          .containsIgnoringCase("x-content-type-options: nosniff")
          .containsIgnoringCase("referrer-policy: no-referrer")
          .doesNotContainIgnoringCase("\r\nserver:")
          .doesNotContainIgnoringCase("access-control-allow");
    }
  }

  @Test
  void aBodyThatIsNoJsonIsRefusedWithItsPlace() {
    HttpResponse<Buffer> answer =
        TestApi.await(
            api.anonymous(HttpMethod.POST, "/api/v1/login")
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer("{")));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(TestApi.error(answer).getString("code")).isEqualTo("E_JSON");
  }

  @Test
  void aChunkedBodyIsCutAtItsLimit() throws IOException {
    String tooLarge = "x".repeat(JsonBody.MAX_BYTES + 1);
    String response =
        RawHttp.exchange(
            api.web.port(),
            "POST /api/v1/login HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(tooLarge.length())
                + "\r\n"
                + tooLarge
                + "\r\n");

    assertThat(RawHttp.status(response)).isEqualTo(413);
  }

  @Test
  void anotherPageMayNotChangeAnything() {
    for (String[] header :
        new String[][] {
          {"Origin", "https://evil.com"},
          {"Origin", "null"},
          {"Origin", "http://127.0.0.1:1"},
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"},
          {"Sec-Fetch-Site", "none"}
        }) {
      HttpResponse<Buffer> answer =
          TestApi.await(
              api.request(HttpMethod.POST, "/api/v1/login-codes")
                  .putHeader(header[0], header[1])
                  .send());
      assertThat(answer.statusCode()).as(String.join(": ", header)).isEqualTo(403);
      assertThat(TestApi.error(answer).getString("code")).isEqualTo("E_ORIGIN");
    }
    HttpResponse<Buffer> own =
        TestApi.await(
            api.request(HttpMethod.POST, "/api/v1/login-codes")
                .putHeader("Origin", "http://127.0.0.1:" + api.web.port())
                .putHeader("Sec-Fetch-Site", "same-origin")
                .send());
    assertThat(own.statusCode()).isEqualTo(200);
  }

  @Test
  void aCodeLogsInOnceAndItsCookieIsForPagesOfThisOrigin() {
    String code = api.post("/api/v1/login-codes").bodyAsJsonObject().getString("code");

    HttpResponse<Buffer> login = login(code);

    assertThat(login.statusCode()).isEqualTo(200);
    String cookie = login.getHeader("Set-Cookie");
    assertThat(cookie)
        .startsWith("dc_session_" + api.web.port() + "=")
        .contains("SameSite=Strict", "Path=/", "Max-Age=43200")
        .containsIgnoringCase("; HttpOnly")
        .doesNotContain("Secure");
    assertThat(login(code).statusCode()).isEqualTo(401);
    String pair = cookie.split(";", -1)[0];
    assertThat(withCookie(HttpMethod.GET, "/api/v1/status", pair).statusCode()).isEqualTo(200);
    assertThat(withCookie(HttpMethod.GET, "/api/v1/status", pair + "x").statusCode())
        .isEqualTo(401);
    HttpResponse<Buffer> foreign =
        TestApi.await(
            api.anonymous(HttpMethod.POST, "/api/v1/login-codes")
                .putHeader("Cookie", pair)
                .putHeader("Origin", "https://evil.com")
                .send());
    assertThat(foreign.statusCode()).isEqualTo(403);
    api.clock.advance(Sessions.LIFE);
    assertThat(withCookie(HttpMethod.GET, "/api/v1/status", pair).statusCode()).isEqualTo(401);
  }

  @Test
  void aCodeThatIsTooOldLogsNobodyIn() {
    String code = api.post("/api/v1/login-codes").bodyAsJsonObject().getString("code");
    api.clock.advance(Access.CODE_LIFE);
    assertThat(login(code).statusCode()).isEqualTo(401);
  }

  @Test
  void theLinkOfTheStartCarriesACodeInItsFragment() {
    String link = TestApi.await(api.web.newLoginLink());
    String prefix = "http://127.0.0.1:" + api.web.port() + "/#code=";

    assertThat(link).startsWith(prefix);
    assertThat(login(link.substring(prefix.length())).statusCode()).isEqualTo(200);
  }

  @Test
  void afterTenWrongTokensInAMinuteThePeerMustWaitButARightOneIsLetIn() {
    for (int i = 0; i < FailureLimit.MOST; i++) {
      assertThat(withToken("wrong").statusCode()).isEqualTo(401);
    }
    HttpResponse<Buffer> answer = withToken("wrong");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.getHeader("Retry-After")).isEqualTo("60");
    assertThat(api.get("/api/v1/status").statusCode()).isEqualTo(200);
    api.clock.advance(Duration.ofMinutes(1));
    assertThat(withToken("wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void withoutAuthenticationOtherPagesAreStillRefused(@TempDir Path other) {
    try (TestApi open = new TestApi(other, TestApi.http(0, true, false, 4)).start()) {
      assertThat(
              TestApi.await(open.anonymous(HttpMethod.GET, "/api/v1/status").send()).statusCode())
          .isEqualTo(200);
      assertThat(
              TestApi.await(
                      open.anonymous(HttpMethod.POST, "/api/v1/jobs")
                          .putHeader("Origin", "https://evil.com")
                          .putHeader("Content-Type", "text/plain")
                          .sendBuffer(Buffer.buffer("echo a")))
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void aStyleSheetComesWithThoseThatItImports() {
    HttpResponse<Buffer> sheet =
        TestApi.await(api.anonymous(HttpMethod.GET, "/css/page.css").send());
    assertThat(sheet.getHeader("Content-Type")).isEqualTo("text/css; charset=utf-8");
    assertThat(sheet.bodyAsString())
        .doesNotContain("@import")
        .containsSubsequence("One for all", "color: red", "color: green", "color: blue");
  }

  @Test
  void thePageAndHealthNeedNoToken() {
    HttpResponse<Buffer> page = TestApi.await(api.anonymous(HttpMethod.GET, "/").send());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.getHeader("Content-Type")).isEqualTo("text/html; charset=utf-8");
    HttpResponse<Buffer> again =
        TestApi.await(
            api.anonymous(HttpMethod.GET, "/")
                .putHeader("If-None-Match", page.getHeader("ETag"))
                .send());
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(TestApi.await(api.anonymous(HttpMethod.GET, "/js/app.js").send()).statusCode())
        .isEqualTo(200);
    assertThat(TestApi.await(api.anonymous(HttpMethod.GET, "/health/ready").send()).bodyAsString())
        .isEqualTo("ok\n");
    api.readiness.set(Readiness.DRAINING);
    HttpResponse<Buffer> ready =
        TestApi.await(api.anonymous(HttpMethod.GET, "/health/ready").send());
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.bodyAsString()).isEqualTo("draining\n");
    assertThat(TestApi.await(api.anonymous(HttpMethod.GET, "/health/live").send()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void hostsAndOriginsAreComparedWithTheirDefaultPorts() {
    assertThat(SameOrigin.allows("http://h:1", null, "h:1", true)).isFalse();
    assertThat(SameOrigin.allows("https://h", null, "h:443", true)).isTrue();
    assertThat(SameOrigin.allows("https://h:1", "same-origin", "H:1", true)).isTrue();
    assertThat(SameOrigin.allows(null, null, "h", false)).isTrue();
    assertThat(List.of("LOCALHOST:80", "[::1]:80", "::1"))
        .allMatch(new AllowedHosts(List.of("localhost", "[::1]"))::allow);
    assertThat(new AllowedHosts(List.of("localhost")).allow("localhost.evil.com")).isFalse();
  }

  @Test
  void sessionsEndWithTheirToken() {
    RandomTexts texts = new RandomTexts(new java.security.SecureRandom());
    Sessions sessions = new Sessions(texts, new MovableClock());
    String id = sessions.open(new AccessToken("a"));
    assertThat(sessions.isOpen(id, new AccessToken("a"))).isTrue();
    assertThat(sessions.isOpen(id, new AccessToken("b"))).isFalse();
  }

  private HttpResponse<Buffer> login(String code) {
    return TestApi.await(
        api.anonymous(HttpMethod.POST, "/api/v1/login")
            .sendJsonObject(new JsonObject().put("code", code)));
  }

  private HttpResponse<Buffer> withCookie(HttpMethod method, String path, String cookie) {
    return TestApi.await(api.anonymous(method, path).putHeader("Cookie", cookie).send());
  }

  private HttpResponse<Buffer> withToken(String token) {
    return TestApi.await(
        api.anonymous(HttpMethod.GET, "/api/v1/status").bearerTokenAuthentication(token).send());
  }
}
