package io.distcomp.api;

import io.distcomp.task.JobId;
import io.distcomp.task.JobRequest;
import io.distcomp.task.TaskSpec;
import io.distcomp.taskfile.StartTime;
import io.distcomp.taskfile.TaskFile;
import io.vertx.core.http.HttpServerRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a submission is to be taken. Immutable; read from a request before its body.
 *
 * @param base what the request says of the job; a JSON body may say more
 * @param partial store the good tasks although others have mistakes
 * @param maxTasks the most tasks that this way of submitting takes
 */
record SubmitOptions(JobRequest base, TaskFile.Format format, boolean partial, long maxTasks) {

  static final Set<String> QUERY =
      Set.of(
          "name",
          "new",
          "rerun",
          "partial",
          "format",
          "cwd",
          "priority",
          "limit",
          "max_fails",
          "after",
          "not_before");

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_PATH = 4096;
  private static final int LONGEST_KEY = 200;
  private static final String FORMATS = "one of auto, lines, plain, json, ndjson";

  /** The same with another job. */
  SubmitOptions with(JobRequest other) {
    return new SubmitOptions(other, format, partial, maxTasks);
  }

  /** From the query and the headers of {@code POST /jobs}. */
  static SubmitOptions of(HttpServerRequest request, Query query) {
    TaskFile.Format byType = format(request);
    checkEncoding(request);
    TaskFile.Format said = query.word("format", FORMATS, SubmitOptions::format);
    JobRequest base =
        new JobRequest(
            name(query.text("name")),
            query.number("priority", 0, TaskSpec.MAX_PRIORITY),
            cwd(query.text("cwd")),
            new TreeMap<>(),
            mode(query),
            key(request.getHeader("Idempotency-Key")),
            rules(query));
    return new SubmitOptions(
        base, said == null ? byType : said, query.flag("partial"), Long.MAX_VALUE);
  }

  private static TaskFile.Format format(HttpServerRequest request) {
    String type = JsonBody.mediaType(request);
    return switch (type) {
      case "application/json" -> TaskFile.Format.JSON;
      case "application/x-ndjson" -> TaskFile.Format.NDJSON;
      case "text/plain", "application/gzip" -> TaskFile.Format.AUTO;
      default ->
          throw ApiException.of(
              415,
              "E_CONTENT_TYPE",
              ApiError.quote(type) + " is not a form of tasks",
              "send Content-Type text/plain, application/x-ndjson, application/json or"
                  + " application/gzip");
    };
  }

  /** A gzipped body is told by its first bytes, so the header only must not promise more. */
  private static void checkEncoding(HttpServerRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null
        && !Set.of("gzip", "identity").contains(encoding.toLowerCase(Locale.ROOT))) {
      throw ApiException.of(
          415, "E_CONTENT_ENCODING", ApiError.quote(encoding) + " is not understood", "use gzip");
    }
  }

  private static Optional<TaskFile.Format> format(String word) {
    return Arrays.stream(TaskFile.Format.values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }

  private static JobRequest.Rules rules(Query query) {
    return new JobRequest.Rules(
        query.number("limit", 1, JobRequest.Rules.MAX_LIMIT),
        query.number("max_fails", 1, JobRequest.Rules.MAX_FAILS),
        query.word("after", "a job id", text -> Optional.of(JobId.parse(text))),
        query.word("not_before", "a time such as 2026-01-31T08:00:00Z", SubmitOptions::time));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(StartTime.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static JobRequest.Mode mode(Query query) {
    boolean fresh = query.flag("new");
    boolean rerun = query.flag("rerun");
    if (fresh && rerun) {
      throw ApiException.at(400, "E_QUERY", "new and rerun exclude each other", "?rerun", null);
    }
    return fresh ? JobRequest.Mode.NEW : rerun ? JobRequest.Mode.RERUN : JobRequest.Mode.ADD;
  }

  private static @Nullable String name(@Nullable String name) {
    return checked(name, "?name", "E_NAME", LONGEST_NAME);
  }

  private static @Nullable String cwd(@Nullable String cwd) {
    if (cwd != null && !cwd.startsWith("/")) {
      throw ApiException.at(
          400, "E_CWD", ApiError.quote(cwd) + " is not an absolute path", "?cwd", null);
    }
    return checked(cwd, "?cwd", "E_CWD", LONGEST_PATH);
  }

  private static @Nullable String key(@Nullable String key) {
    return checked(key, "Idempotency-Key", "E_IDEMPOTENCY_KEY", LONGEST_KEY);
  }

  private static @Nullable String checked(
      @Nullable String text, String path, String code, int longest) {
    if (text == null
        || (!text.isBlank()
            && text.length() <= longest
            && text.chars().noneMatch(Character::isISOControl))) {
      return text;
    }
    throw ApiException.at(
        400,
        code,
        ApiError.quote(text) + " must have 1 to " + longest + " characters, none of them control",
        path,
        null);
  }
}
