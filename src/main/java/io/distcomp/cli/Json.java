package io.distcomp.cli;

import io.distcomp.task.JobId;
import io.distcomp.task.JobState;
import io.distcomp.task.JobStatus;
import io.distcomp.task.TaskCounts;
import io.distcomp.task.TaskId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what the API answers. Pure; a field that is missing reads as null or zero. */
final class Json {

  private static final JsonObject NOTHING = new JsonObject();

  private Json() {}

  static JobStatus job(JsonObject json) {
    return new JobStatus(
        new JobId(json.getLong("id")),
        text(json, "name", "job-" + json.getLong("id")),
        instantOr(json, "submitted_at", Instant.EPOCH),
        JobState.valueOf(text(json, "state", "running").toUpperCase(Locale.ROOT)),
        json.getInteger("priority"),
        json.getInteger("limit"),
        counts(object(json, "counts")),
        seconds(json, "eta_s"),
        holds(json));
  }

  private static JobStatus.Holds holds(JsonObject json) {
    Long after = json.getLong("after");
    return new JobStatus.Holds(
        json.getInteger("max_fails"),
        after == null ? null : new JobId(after),
        instant(json, "not_before"));
  }

  static TaskCounts counts(JsonObject json) {
    return new TaskCounts(
        number(json, "todo"),
        number(json, "waiting"),
        number(json, "in_progress"),
        number(json, "finished"),
        number(json, "failed"),
        number(json, "cancelled"));
  }

  static long number(JsonObject json, String field) {
    return json.getNumber(field, 0).longValue();
  }

  static double decimal(JsonObject json, String field) {
    Number value = json.getNumber(field);
    return value == null ? 0 : value.doubleValue();
  }

  static String text(JsonObject json, String field, String otherwise) {
    Object value = json.getValue(field);
    return value == null ? otherwise : value.toString();
  }

  static JsonObject object(JsonObject json, String field) {
    return json.getValue(field) instanceof JsonObject object ? object : NOTHING;
  }

  static List<JsonObject> objects(JsonObject json, String field) {
    JsonArray array = json.getJsonArray(field);
    return array == null
        ? List.of()
        : array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
  }

  static @Nullable Instant instant(JsonObject json, String field) {
    return json.getInstant(field);
  }

  /** A number of seconds, with decimals. */
  static @Nullable Duration seconds(JsonObject json, String field) {
    Number value = json.getNumber(field);
    return value == null ? null : Duration.ofMillis(Math.round(value.doubleValue() * 1000));
  }

  /**
   * The id of a task.
   *
   * @throws CliException when the answer has none; it may become part of a path
   */
  static TaskId taskId(JsonObject task) {
    try {
      return TaskId.parse(text(task, "id", ""));
    } catch (IllegalArgumentException e) {
      throw CliException.unavailable(
          "the answer is not a DistComp node's: a task without a proper id");
    }
  }

  private static Instant instantOr(JsonObject json, String field, Instant otherwise) {
    Instant value = instant(json, field);
    return value == null ? otherwise : value;
  }
}
