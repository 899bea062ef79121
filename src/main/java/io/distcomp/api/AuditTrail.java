package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who asked for what and what came of it: one line for each request that may change something. For
 * the web verticle's loop only; the disk has a thread of its own.
 */
final class AuditTrail {

  /** The file's name in the data_dir. */
  static final String FILE = "audit.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final WorkerExecutor writer;
  private final AuditFile file;
  private final Clock clock;
  private boolean writes = true;

  AuditTrail(Vertx vertx, Path dataDir, Clock clock) {
    this.writer = vertx.createSharedWorkerExecutor("distcomp-audit", 1);
    this.file = new AuditFile(dataDir.resolve(FILE), AuditFile.MOST_BYTES);
    this.clock = clock;
  }

  /**
   * The line of an HTTP request, which travels with it; none for a request that only reads.
   *
   * @param who null for what everybody may try: that is written only when it succeeds, so that
   *     strangers cannot fill the log
   */
  @Nullable AuditEntry begin(RoutingContext context, Endpoint endpoint, @Nullable String who) {
    HttpServerRequest request = context.request();
    if (READING.contains(request.method())) {
      return null;
    }
    String action = request.method() + " " + endpoint.path();
    AuditEntry entry = new AuditEntry(this, clock.instant(), who, Access.peer(request), action);
    context.pathParams().values().forEach(entry::target);
    entry.query(request.query());
    entry.joins(context);
    return entry;
  }

  /** The line of a request for what nobody should ask for, whatever its method. */
  AuditEntry probe(HttpServerRequest request, String who) {
    String action = request.method() + " probe";
    AuditEntry entry = new AuditEntry(this, clock.instant(), who, Access.peer(request), action);
    entry.target(request.uri());
    return entry;
  }

  /** The line of a signed message. */
  AuditEntry begin(String keyId, String address) {
    return new AuditEntry(this, clock.instant(), keyId, "bus", address);
  }

  Future<Void> write(JsonObject line) {
    String text = AuditEntry.text(line);
    return writer
        .<Void>executeBlocking(
            () -> {
              file.append(text);
              return null;
            })
        .onComplete(done -> onWritten(done.cause()));
  }

  private void onWritten(@Nullable Throwable failure) {
    if (failure != null && writes) {
      LOG.error("The audit log cannot be written: {}", failure.toString());
    } else if (failure == null && !writes) {
      LOG.info("The audit log is written again");
    }
    writes = failure == null;
  }

  Future<Void> stop() {
    return writer
        .<Void>executeBlocking(
            () -> {
              file.close();
              return null;
            })
        .eventually(writer::close);
  }
}
