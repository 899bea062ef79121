package io.distcomp.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * One browser or program that watches. For the loop of its {@link EventStream}.
 *
 * <p>It is never written to while its queue is full, so what waits for it is bounded; what it
 * misses is made good by a snapshot.
 */
final class SseClient {

  private static final int QUEUE_BYTES = 256 * 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private boolean needsSnapshot = true;
  private long fullSince;

  SseClient(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
  }

  void start(Runnable onDrain, Runnable onClose) {
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("X-Accel-Buffering", "no")
        .exceptionHandler(e -> onClose.run())
        .closeHandler(v -> onClose.run())
        .setWriteQueueMaxSize(QUEUE_BYTES)
        .drainHandler(
            v -> {
              fullSince = 0;
              onDrain.run();
            });
    Answers.ignore(response.write(SseFrame.GREETING));
  }

  boolean needsSnapshot() {
    return needsSnapshot && !isFull();
  }

  /** Everything up to now. */
  void snapshot(Buffer frame) {
    needsSnapshot = false;
    write(frame);
  }

  /** From here on it has what the ring has. */
  void resume(Iterable<Buffer> missed) {
    needsSnapshot = false;
    missed.forEach(this::delta);
  }

  /** One more event; skipped, and made good later, when the client is behind. */
  void delta(Buffer frame) {
    if (isFull()) {
      needsSnapshot = true;
    } else if (!needsSnapshot) {
      write(frame);
    }
  }

  void heartbeat() {
    if (!isFull()) {
      write(SseFrame.HEARTBEAT);
    }
  }

  private boolean isFull() {
    return response.writeQueueFull();
  }

  private void write(Buffer frame) {
    if (!response.closed()) {
      Answers.ignore(response.write(frame));
      fullSince = isFull() ? System.nanoTime() : 0;
    }
  }

  /** True when it has read nothing for so long. */
  boolean isStuckFor(long nanos) {
    return fullSince != 0 && System.nanoTime() - fullSince > nanos;
  }

  void cut() {
    Answers.ignore(request.connection().close());
  }

  void end() {
    if (!response.ended() && !response.closed()) {
      Answers.ignore(response.end());
    }
  }
}
