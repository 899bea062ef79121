package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Turns a token into a one-time link, and the link's code into a cookie. Used by the web verticle's
 * start.
 *
 * @param baseUrl where the page is, without a slash at the end
 */
record LoginRoutes(Access access, Supplier<String> baseUrl) {

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/login-codes", call -> Future.succeededFuture(newCode())),
        new Endpoint(
            HttpMethod.POST,
            Endpoint.BASE + "/login",
            Endpoint.Guard.EVERYBODY,
            Endpoint.Body.JSON,
            Set.of(),
            Endpoint.json(200, this::login)));
  }

  private JsonObject newCode() {
    String code = access.issueCode(Access.CODE_LIFE);
    return new JsonObject()
        .put("code", code)
        .put("url", link(code))
        .put("expires_s", Access.CODE_LIFE.toSeconds());
  }

  /** The code is in the fragment, which browsers keep to themselves. */
  String link(String code) {
    return baseUrl.get() + "/#code=" + code;
  }

  private Future<JsonObject> login(Call call) {
    if (!(call.body().getValue("code") instanceof String code)) {
      throw ApiException.at(422, "E_FIELD", "a code is needed", "/code", null);
    }
    Cookie session = access.login(call.request(), code);
    call.isBy(Access.sessionName(session));
    call.request().response().addCookie(session);
    return Future.succeededFuture(new JsonObject().put("expires_s", Sessions.LIFE.toSeconds()));
  }
}
