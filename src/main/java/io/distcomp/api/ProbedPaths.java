package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests for paths that no page or program of ours asks for, such as {@code /..%2fetc/passwd}.
 * For the web verticle's loop only.
 *
 * <p>Of a known caller each is in the audit log; those of strangers are counted in the node's log,
 * so that nobody can push lines out.
 */
final class ProbedPaths {

  private static final Logger LOG = LoggerFactory.getLogger(ProbedPaths.class);
  private static final long TELL_NANOS = 10_000_000_000L;

  private final Access access;
  private final AuditTrail audit;
  private int strangers;
  private long told = System.nanoTime() - TELL_NANOS;

  ProbedPaths(Access access, AuditTrail audit) {
    this.access = access;
    this.audit = audit;
  }

  /** Whether it reaches for something outside of what is served. */
  static boolean isProbe(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return Stream.of("..", "//", "\\", "%2e", "%2f", "%5c", "%00").anyMatch(lower::contains);
  }

  /** Answers with this refusal, once it is written down. */
  void refuse(HttpServerRequest request, ApiException refusal) {
    Future.<Void>succeededFuture()
        .compose(v -> access.authenticate(request))
        .transform(
            who ->
                who.succeeded()
                    ? audit.probe(request, who.result()).end(0, Future.failedFuture(refusal))
                    : stranger(request, refusal))
        .onFailure(e -> Answers.failure(request, e));
  }

  private Future<JsonObject> stranger(HttpServerRequest request, ApiException refusal) {
    strangers++;
    long now = System.nanoTime();
    if (now - told > TELL_NANOS) {
      LOG.info(
          "{} request(s) without a token reached for what is not served, the last from {} for {}",
          strangers,
          Access.peer(request),
          ApiError.quote(request.path()));
      told = now;
      strangers = 0;
    }
    return Future.failedFuture(refusal);
  }
}
