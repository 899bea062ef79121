package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers to submissions that carried an Idempotency-Key: the same again gets the same answer. For
 * the web verticle's loop only; a day's worth, at most ten thousand.
 *
 * <p>This node's memory only. After a restart or on another node the queue itself continues the
 * same job, and the tasks count as duplicates.
 */
final class Repeats {

  private static final Duration KEEP = Duration.ofDays(1);
  private static final int MOST = 10_000;

  private record Answered(String fingerprint, Instant at, Future<JsonObject> answer) {}

  private final Clock clock;
  private final Map<String, Answered> answers = new LinkedHashMap<>();

  Repeats(Clock clock) {
    this.clock = clock;
  }

  /** The first answer to this key; asks for it when there is none. A failure is not kept. */
  Future<JsonObject> answer(
      @Nullable String key, String fingerprint, Supplier<Future<JsonObject>> submission) {
    if (key == null) {
      return submission.get();
    }
    forgetOld();
    Answered known = answers.get(key);
    if (known != null) {
      return known.fingerprint().equals(fingerprint) ? known.answer() : refused();
    }
    Future<JsonObject> answer = submission.get();
    Answered entry = new Answered(fingerprint, clock.instant(), answer);
    answers.put(key, entry);
    return answer.onFailure(e -> answers.remove(key, entry));
  }

  private static Future<JsonObject> refused() {
    return Future.failedFuture(
        ApiException.at(
            422,
            "E_IDEMPOTENCY_KEY",
            "this key belongs to another submission",
            "Idempotency-Key",
            "a new submission needs a new key"));
  }

  private void forgetOld() {
    Instant oldest = clock.instant().minus(KEEP);
    answers.values().removeIf(entry -> entry.at().isBefore(oldest));
    if (answers.size() >= MOST) {
      answers.remove(answers.keySet().iterator().next());
    }
  }
}
