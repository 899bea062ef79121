package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileSystemException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code POST /jobs}: the whole body first, then into the queue. For the web verticle's loop only;
 * a file is gone when the answer is sent, or soon after ({@link Replays}).
 */
record SubmitRoute(Vertx vertx, Path folder, Replays replays, Repeats repeats) {

  Endpoint endpoint() {
    return new Endpoint(
        HttpMethod.POST,
        Endpoint.BASE + "/jobs",
        Endpoint.Guard.TOKEN,
        Endpoint.Body.STREAM,
        SubmitOptions.QUERY,
        Endpoint.json(201, this::submit));
  }

  private Future<JsonObject> submit(Call call) {
    SubmitOptions options = SubmitOptions.of(call.request(), call.query());
    return Spool.receive(vertx, call.request(), folder)
        .recover(e -> Future.failedFuture(named(e)))
        .onSuccess(spooled -> call.submission(spooled.hash()))
        .compose(
            spooled -> store(spooled, options).eventually(() -> replays.release(spooled.body())));
  }

  private Future<JsonObject> store(Spool.Spooled spooled, SubmitOptions options) {
    return repeats.answer(
        options.base().idempotencyKey(),
        spooled.hash() + options,
        () -> replays.submit(spooled.body(), options));
  }

  static Throwable named(Throwable failure) {
    return failure instanceof FileSystemException || failure instanceof IOException
        ? ApiException.later(
            503, "E_SPOOL", "the submission cannot be kept on disk: " + failure.getMessage(), 10)
        : failure;
  }

  /** Makes the folder and clears what a killed node left there. Blocking. */
  static void prepare(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var leftovers = Files.newDirectoryStream(folder, "submission-*.spool")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }
}
