package io.distcomp.api;

import io.distcomp.taskfile.Mistake;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The mistakes of a submission as JSON and as an error. Pure. */
final class Mistakes {
  private Mistakes() {}

  /** A body with one of these is no submission at all. */
  private static final Set<String> UNREADABLE =
      Set.of("E_JSON", "E_JSON_DEPTH", "E_DUPLICATE_KEY", "E_GZIP");

  private static final String TOO_LARGE = "E_TOO_LARGE";

  static JsonArray json(List<Mistake> mistakes) {
    JsonArray rows = new JsonArray();
    mistakes.forEach(mistake -> rows.add(json(mistake)));
    return rows;
  }

  private static JsonObject json(Mistake mistake) {
    return new JsonObject()
        .put("line", mistake.line() > 0 ? mistake.line() : null)
        .put("code", mistake.code())
        .put("message", mistake.message())
        .put("path", mistake.path());
  }

  /** The first mistake in front, all of them with it. */
  static ApiException refusal(List<Mistake> mistakes, long count) {
    Mistake first = mistakes.get(0);
    String place = first.line() > 0 ? "line " + first.line() + ": " : "";
    String more = count > 1 ? " (and " + (count - 1) + " more)" : "";
    ApiError error =
        new ApiError(
            first.code(),
            place + first.message() + more,
            first.path(),
            "nothing was stored; ?partial=true stores the good tasks");
    return ApiException.rejecting(status(mistakes), error, json(mistakes));
  }

  private static int status(List<Mistake> mistakes) {
    if (mistakes.stream().anyMatch(mistake -> UNREADABLE.contains(mistake.code()))) {
      return 400;
    }
    return mistakes.stream().anyMatch(mistake -> mistake.code().equals(TOO_LARGE)) ? 413 : 422;
  }
}
