package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Writes one request's body to a file of mode 0600, as fast as the disk takes it. For the web
 * verticle's loop only; one for each submission, and whoever asked for it deletes the file.
 */
final class Spool {

  static final long MAX_BYTES = 1L << 30;

  /** A client that sends nothing for so long has gone or means harm. */
  static final Duration STALL = Duration.ofSeconds(30);

  /**
   * A body on disk.
   *
   * @param hash SHA-256 in hex
   */
  record Spooled(Path file, long bytes, String hash) {}

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Path path;
  private final MessageDigest digest = sha256();
  private final Promise<Void> received = Promise.promise();
  private long bytes;
  private long lastArrival = System.nanoTime();
  private boolean paused;

  private Spool(Vertx vertx, HttpServerRequest request, Path path) {
    this.vertx = vertx;
    this.request = request;
    this.path = path;
  }

  /** A name that no other submission has. */
  static Path newFile(Path folder) {
    return folder.resolve("submission-" + UUID.randomUUID() + ".spool");
  }

  /** A body that is in memory already, in a file. */
  static Future<Void> write(Vertx vertx, Buffer body, Path path) {
    return vertx
        .fileSystem()
        .open(path.toString(), newFile())
        .compose(file -> file.write(body).eventually(file::close));
  }

  private static OpenOptions newFile() {
    return new OpenOptions().setCreateNew(true).setWrite(true).setPerms("rw-------");
  }

  /** The body in that file. Fails when it is too large, stalls or breaks off. */
  static Future<Spooled> receive(Vertx vertx, HttpServerRequest request, Path path) {
    if (JsonBody.declaredLength(request) > MAX_BYTES) {
      return Future.failedFuture(tooLarge());
    }
    request.pause();
    return new Spool(vertx, request, path).receive();
  }

  private Future<Spooled> receive() {
    return vertx
        .fileSystem()
        .open(path.toString(), newFile())
        .compose(
            file ->
                writeTo(file)
                    .eventually(file::close)
                    .map(
                        done ->
                            new Spooled(path, bytes, HexFormat.of().formatHex(digest.digest()))));
  }

  private Future<Void> writeTo(AsyncFile file) {
    long stallTimer = vertx.setPeriodic(1000, id -> failWhenStalled());
    file.exceptionHandler(received::tryFail);
    request.handler(more -> onBytes(file, more));
    request.endHandler(end -> received.tryComplete());
    request.exceptionHandler(received::tryFail);
    JsonBody.invite(request);
    request.resume();
    return received
        .future()
        .onComplete(
            result -> {
              vertx.cancelTimer(stallTimer);
              request.handler(null);
            });
  }

  private void onBytes(AsyncFile file, Buffer more) {
    lastArrival = System.nanoTime();
    bytes += more.length();
    if (bytes > MAX_BYTES) {
      received.tryFail(tooLarge());
    }
    if (received.future().isComplete()) {
      return;
    }
    digest.update(more.getBytes());
    file.write(more).onFailure(received::tryFail);
    if (file.writeQueueFull()) {
      paused = true;
      request.pause();
      file.drainHandler(drained -> resume());
    }
  }

  private void resume() {
    paused = false;
    lastArrival = System.nanoTime();
    request.resume();
  }

  private void failWhenStalled() {
    if (!paused && System.nanoTime() - lastArrival > STALL.toNanos()) {
      received.tryFail(
          ApiException.of(408, "E_TIMEOUT", "nothing of the body came for 30 s", null));
    }
  }

  private static ApiException tooLarge() {
    return ApiException.of(
        413, "E_TOO_LARGE", "the submission is above 1 GiB", "split it; jobs of one name add up");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
