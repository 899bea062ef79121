package io.distcomp.cli;

import io.distcomp.task.Counted;
import io.distcomp.task.JobStatus;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sends submissions to a node. Used by {@code submit} and {@code run}. */
final class Submitter {

  private static final int MOST_SHOWN = 100;
  private static final String EMPTY = "E_EMPTY";

  private final NodeClient node;

  Submitter(NodeClient node) {
    this.node = node;
  }

  /** What the node has taken. */
  record Answer(JsonObject json) {

    JobStatus job() {
      return Json.job(Json.object(json, "job"));
    }

    long accepted() {
      return Json.number(json, "accepted");
    }

    long duplicates() {
      return Json.number(json, "duplicates");
    }

    long updated() {
      return Json.number(json, "updated");
    }

    long rerun() {
      return Json.number(json, "rerun");
    }

    /** The duplicates to which nothing was done. */
    long untouched() {
      return duplicates() - updated() - rerun();
    }

    List<JsonObject> rejected() {
      return Json.objects(json, "rejected");
    }
  }

  /**
   * Sends it; nothing is stored when this fails.
   *
   * @throws CliException with all mistakes of the file, among others
   */
  Answer send(Submission submission, Query query) {
    HttpRequest.Builder request =
        node.request(query.of("/jobs"))
            .header("Content-Type", submission.form().contentType())
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(submission.body());
    if (submission.form().isGzip()) {
      request.header("Content-Encoding", "gzip");
    }
    HttpResponse<String> response = answered(submission, request);
    if (response.statusCode() == 422) {
      throw badFile(submission.label(), response.body());
    }
    return new Answer(node.json(node.successful(response)));
  }

  /** One mistake as compilers write it, so that editors can jump to it. */
  static String line(String label, JsonObject mistake) {
    long line = Json.number(mistake, "line");
    String path = Json.text(mistake, "path", "");
    return Escape.line(
        label
            + (line > 0 ? ":" + line : "")
            + (path.isEmpty() ? "" : ":" + path)
            + ": "
            + Json.text(mistake, "code", "E")
            + ": "
            + Json.text(mistake, "message", ""));
  }

  /** A connection may break after all was stored; the key makes the repetition harmless. */
  private HttpResponse<String> answered(Submission submission, HttpRequest.Builder request) {
    try {
      return node.call(request);
    } catch (CliException e) {
      if (e.exitCode() != ExitCode.UNAVAILABLE) {
        throw e;
      }
      // Says what is really wrong when the node refuses while it is still being sent to.
      JsonObject unused = node.get("/status");
      if (!submission.repeatable()) {
        throw e;
      }
      return node.call(request);
    }
  }

  private CliException badFile(String label, String body) {
    List<JsonObject> mistakes = mistakes(body);
    if (mistakes.isEmpty()) {
      return withoutMistakes(node.refused(422, body));
    }
    String lines =
        mistakes.stream()
            .limit(MOST_SHOWN)
            .map(mistake -> line(label, mistake))
            .collect(Collectors.joining("\n"));
    int hidden = mistakes.size() - MOST_SHOWN;
    return new CliException(
        ExitCode.BAD_FILE,
        Counted.of(mistakes.size(), "mistake")
            + " in "
            + Escape.line(label)
            + "; nothing was stored\n"
            + lines
            + (hidden > 0 ? "\nand " + Counted.of(hidden) + " more" : ""));
  }

  /** An empty file is a bad one; all else is about what was said beside the file. */
  private static CliException withoutMistakes(CliException refused) {
    return EMPTY.equals(refused.code())
        ? new CliException(ExitCode.BAD_FILE, String.valueOf(refused.getMessage()), refused.code())
        : refused;
  }

  private static List<JsonObject> mistakes(String body) {
    try {
      return Json.objects(new JsonObject(body), "rejected");
    } catch (DecodeException | ClassCastException e) {
      return List.of();
    }
  }
}
