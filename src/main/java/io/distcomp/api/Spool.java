package io.distcomp.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Takes in one request's body: a small one in memory, any other in a file, as fast as the disk
 * takes it. For the web verticle's loop only; one for each submission, and whoever asked for it
 * deletes what came.
 */
final class Spool {

  static final long MAX_BYTES = 1L << 30;

  /** A client that sends nothing for so long has gone or means harm. */
  static final Duration STALL = Duration.ofSeconds(30);

  /** One that sends a byte now and then, to keep its place, brings less in that time. */
  static final long LEAST_BYTES = 1024;

  /**
   * What came.
   *
   * @param hash SHA-256 in hex
   */
  record Spooled(Body body, String hash) {}

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final Path path;
  private final MessageDigest digest = sha256();
  private final Promise<Void> received = Promise.promise();
  private final Buffer held = Buffer.buffer();
  private @Nullable Future<AsyncFile> file;
  private long bytes;
  private long lastArrival = System.nanoTime();
  private long paceSince = lastArrival;
  private long paceBytes;
  private boolean paused;

  private Spool(Vertx vertx, HttpServerRequest request, Path path) {
    this.vertx = vertx;
    this.request = request;
    this.path = path;
  }

  /**
   * The whole body, where it is large in a file of that folder. Fails when it is too large, stalls
   * or breaks off, and leaves no file then.
   */
  static Future<Spooled> receive(Vertx vertx, HttpServerRequest request, Path folder) {
    if (JsonBody.declaredLength(request) > MAX_BYTES) {
      return Future.failedFuture(tooLarge());
    }
    request.pause();
    return new Spool(vertx, request, Body.newFile(folder)).receive();
  }

  private Future<Spooled> receive() {
    long stallTimer = vertx.setPeriodic(1000, id -> failWhenStalled());
    request.handler(this::onBytes);
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
            })
        .eventually(this::close)
        .map(end -> new Spooled(body(), HexFormat.of().formatHex(digest.digest())))
        .recover(e -> body().delete(vertx).compose(v -> Future.failedFuture(e)));
  }

  private Body body() {
    return file == null ? Body.inMemory(held) : Body.inFile(path, bytes);
  }

  private Future<Void> close() {
    return file == null ? Future.succeededFuture() : file.compose(AsyncFile::close);
  }

  private void onBytes(Buffer more) {
    lastArrival = System.nanoTime();
    bytes += more.length();
    if (bytes > MAX_BYTES) {
      received.tryFail(tooLarge());
    }
    if (received.future().isComplete()) {
      return;
    }
    digest.update(more.getBytes());
    if (file == null) {
      held.appendBuffer(more);
      if (bytes > Body.MOST_IN_MEMORY) {
        moveToFile();
      }
    } else {
      write(file.result(), more);
    }
  }

  /** Nothing more comes before the file is open. */
  private void moveToFile() {
    pause();
    file = vertx.fileSystem().open(path.toString(), Body.newFile());
    file.onFailure(received::tryFail)
        .onSuccess(
            open -> {
              open.exceptionHandler(received::tryFail);
              resume();
              write(open, held);
            });
  }

  private void write(AsyncFile open, Buffer more) {
    open.write(more).onFailure(received::tryFail);
    if (open.writeQueueFull()) {
      pause();
      open.drainHandler(drained -> resume());
    }
  }

  private void pause() {
    paused = true;
    request.pause();
  }

  private void resume() {
    paused = false;
    lastArrival = System.nanoTime();
    paceSince = lastArrival;
    paceBytes = bytes;
    request.resume();
  }

  private void failWhenStalled() {
    long now = System.nanoTime();
    if (paused) {
      return;
    }
    if (now - lastArrival > STALL.toNanos()) {
      received.tryFail(
          ApiException.of(408, "E_TIMEOUT", "nothing of the body came for 30 s", null));
    } else if (now - paceSince > STALL.toNanos()) {
      failWhenSlow(now);
    }
  }

  private void failWhenSlow(long now) {
    if (bytes - paceBytes < LEAST_BYTES) {
      received.tryFail(
          ApiException.of(408, "E_TIMEOUT", "less than 1 KiB of the body came in 30 s", null));
    }
    paceSince = now;
    paceBytes = bytes;
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
