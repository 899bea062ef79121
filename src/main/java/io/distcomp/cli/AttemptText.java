package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An attempt of a task in words. Pure; used by the verbs that show tasks. */
final class AttemptText {

  private AttemptText() {}

  /** {@code exit 1}, {@code signal 9}, {@code timed out}, {@code running}. */
  static String ending(JsonObject attempt) {
    if (attempt.getValue("exit_code") != null && Json.number(attempt, "exit_code") != 0) {
      return "exit " + Json.number(attempt, "exit_code");
    }
    if (attempt.getValue("signal") != null) {
      return "signal " + Json.number(attempt, "signal");
    }
    return Json.text(attempt, "outcome", "running").replace('_', ' ');
  }

  /** The ending of the last attempt, or a dash. */
  static String lastEnding(JsonObject task) {
    List<JsonObject> attempts = Json.objects(task, "attempts");
    return attempts.isEmpty() ? "-" : ending(attempts.get(attempts.size() - 1));
  }

  static String lastNode(JsonObject task) {
    List<JsonObject> attempts = Json.objects(task, "attempts");
    return attempts.isEmpty() ? "-" : Json.text(attempts.get(attempts.size() - 1), "node", "-");
  }

  /** How long it took, or has taken so far. */
  static String took(JsonObject attempt, Instant now) {
    Instant start = Json.instant(attempt, "started_at");
    Instant end = Json.instant(attempt, "ended_at");
    return start == null ? "-" : Wording.duration(Duration.between(start, end == null ? now : end));
  }

  static String lastTook(JsonObject task, Instant now) {
    List<JsonObject> attempts = Json.objects(task, "attempts");
    return attempts.isEmpty() ? "-" : took(attempts.get(attempts.size() - 1), now);
  }
}
