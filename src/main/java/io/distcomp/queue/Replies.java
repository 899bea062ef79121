package io.distcomp.queue;

import io.distcomp.task.JobId;
import io.distcomp.task.TaskId;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Redis replies as plain values; a hash comes as a map (RESP3) or as a flat list (RESP2). */
final class Replies {
  private Replies() {}

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");

  /** For a key that is something else than what was asked for. */
  static Future<@Nullable Response> noneIfWrongType(Throwable e) {
    return e instanceof ErrorType error && error.is("WRONGTYPE")
        ? Future.succeededFuture()
        : Future.failedFuture(e);
  }

  /** The tasks of a job whose indexes are listed; what is no index is skipped. */
  static List<TaskId> tasks(JobId job, @Nullable Response indexes) {
    List<TaskId> tasks = new ArrayList<>();
    if (indexes != null) {
      indexes.forEach(i -> task(job + "." + i).ifPresent(tasks::add));
    }
    return tasks;
  }

  /** A task's id; empty when the text is none. */
  static Optional<TaskId> task(String id) {
    try {
      return Optional.of(TaskId.parse(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A job's id; empty when the text is none. */
  static Optional<JobId> job(String id) {
    try {
      return Optional.of(JobId.parse(id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A whole number; zero when there is none. */
  static long number(@Nullable String text) {
    return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
  }

  static Map<String, String> map(@Nullable Response reply) {
    Map<String, String> map = new LinkedHashMap<>();
    if (reply == null || reply.size() == 0) {
      return map;
    }
    if (reply.type() == ResponseType.MULTI && !reply.isMap()) {
      for (int i = 0; i + 1 < reply.size(); i += 2) {
        map.put(reply.get(i).toString(), reply.get(i + 1).toString());
      }
      return map;
    }
    reply.getKeys().forEach(key -> map.put(key, reply.get(key).toString()));
    return map;
  }

  /** The ids of a brief answer of rows-1.lua. */
  static List<TaskId> ids(@Nullable Response answer) {
    List<TaskId> ids = new ArrayList<>();
    for (int i = 1; answer != null && i < answer.size(); i++) {
      ids.add(TaskId.parse(answer.get(i).toString()));
    }
    return ids;
  }
}
