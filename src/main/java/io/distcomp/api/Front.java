package io.distcomp.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;

/**
 * What every request meets first, whatever it asks for: headers of the answer, Host, method. For
 * the web verticle's loop only.
 */
final class Front implements Handler<HttpServerRequest> {

  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE);

  private final Access access;
  private final boolean tls;
  private final Handler<HttpServerRequest> next;

  Front(Access access, boolean tls, Handler<HttpServerRequest> next) {
    this.access = access;
    this.tls = tls;
    this.next = next;
  }

  @Override
  public void handle(HttpServerRequest request) {
    SecurityHeaders.addTo(request.response(), tls);
    try {
      checkFraming(request);
      access.checkHost(request);
      checkMethod(request);
    } catch (ApiException e) {
      request.response().putHeader("Connection", "close");
      Answers.failure(request, e);
      return;
    }
    next.handle(request);
  }

  /** What two programs could read differently is refused: that is how requests are smuggled. */
  private static void checkFraming(HttpServerRequest request) {
    List<String> encodings = request.headers().getAll("Transfer-Encoding");
    boolean plain =
        encodings.isEmpty()
            || (encodings.size() == 1 && encodings.get(0).equalsIgnoreCase("chunked"));
    if (!plain || request.headers().getAll("Content-Length").size() > 1) {
      throw ApiException.of(400, "E_FRAMING", "the length of the body is ambiguous", null);
    }
  }

  private static void checkMethod(HttpServerRequest request) {
    if (!METHODS.contains(request.method())) {
      request.response().putHeader("Allow", "GET, HEAD, POST, PATCH, DELETE");
      throw ApiException.of(
          405, "E_METHOD", ApiError.quote(request.method().name()) + " is not used here", null);
    }
  }
}
