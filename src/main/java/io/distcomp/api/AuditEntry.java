package io.distcomp.api;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit log while its request is under way. Made by {@link AuditTrail}; for the web
 * verticle's loop only.
 *
 * <p>A submission is there as its SHA-256, for commands and environments can hold secrets.
 */
final class AuditEntry {

  private static final String KEY = AuditEntry.class.getName();
  private static final int LONGEST = 1000;
  private static final List<String> COUNTS = List.of("accepted", "duplicates", "updated", "count");

  private final AuditTrail trail;
  private final JsonObject line = new JsonObject();

  AuditEntry(AuditTrail trail, Instant at, @Nullable String who, String peer, String action) {
    this.trail = trail;
    line.put("time", Times.text(at));
    line.put("who", who);
    line.put("peer", peer);
    line.put("action", action);
  }

  /** The entry of a request; null for one that only reads. */
  static @Nullable AuditEntry of(RoutingContext context) {
    return context.get(KEY);
  }

  void joins(RoutingContext context) {
    context.put(KEY, this);
  }

  /** Whoever has just logged in. */
  void who(String name) {
    line.put("who", name);
  }

  void target(String id) {
    line.put("target", bounded(id));
  }

  void query(@Nullable String query) {
    if (query != null) {
      line.put("query", bounded(query));
    }
  }

  /** The body of a control call as it came, or its hash when it is long. */
  void body(JsonObject body) {
    if (body.isEmpty() || line.getValue("who") == null) {
      return; // what a stranger sends is a login code
    }
    String text = body.encode();
    if (text.length() <= LONGEST) {
      line.put("body", text);
    } else {
      submission(HexFormat.of().formatHex(AccessToken.sha256(text)));
    }
  }

  void submission(String sha256) {
    line.put("sha256", sha256);
  }

  /** The answer, when the line is on its way to the disk; 503 when it cannot be written. */
  Future<JsonObject> end(int status, Future<JsonObject> answer) {
    return answer.transform(result -> write(status, result).compose(v -> answer));
  }

  private Future<Void> write(int status, AsyncResult<JsonObject> result) {
    if (result.succeeded()) {
      line.put("status", status);
      tell(result.result());
    } else {
      tell(result.cause());
    }
    boolean isStranger = line.getValue("who") == null;
    return isStranger ? Future.succeededFuture() : trail.write(line).recover(this::unwritten);
  }

  private void tell(JsonObject answer) {
    if (answer.getValue("job") instanceof JsonObject job) {
      line.put("job", job.getValue("id"));
    }
    COUNTS.stream()
        .filter(name -> answer.getValue(name) instanceof Number)
        .forEach(name -> line.put(name, answer.getValue(name)));
  }

  private void tell(Throwable failure) {
    if (failure instanceof ApiException known) {
      line.put("status", known.status()).put("code", known.error().code());
    } else {
      line.put("status", 500).put("code", "E_INTERNAL");
    }
  }

  private Future<Void> unwritten(Throwable failure) {
    boolean isDone = line.getInteger("status") < 300;
    return Future.failedFuture(
        ApiException.of(
            503,
            "E_AUDIT",
            (isDone ? "this was done, and" : "this was not done, and")
                + " the audit log cannot be written",
            "make room on the disk of data_dir; see the node's log"));
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  /** One line of ASCII: nothing in it can end the line, or move a terminal's cursor. */
  static String text(JsonObject line) {
    StringBuilder ascii = new StringBuilder();
    line.encode()
        .chars()
        .forEach(
            c -> {
              if (c < ' ' || c > '~') {
                ascii.append(String.format("\\u%04x", c));
              } else {
                ascii.append((char) c);
              }
            });
    return ascii.toString();
  }
}
