package io.distcomp.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Optional;

/**
 * One browser or program that watches. For the loop of its {@link EventStream}.
 *
 * <p>It is not written to while too much waits for it; what it misses is made good by a snapshot.
 * The bytes are counted here, because {@code writeQueueFull} counts messages.
 */
final class SseClient {

  /** At most this, and one more event, waits for a client. */
  private static final long QUEUE_BYTES = 256 * 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Runnable onDrain;
  private boolean needsSnapshot = true;
  private long waiting;
  private long progressAt = System.nanoTime();

  SseClient(HttpServerRequest request, Runnable onDrain) {
    this.request = request;
    this.response = request.response();
    this.onDrain = onDrain;
  }

  /**
   * Begins the stream. Whether it needs a snapshot is settled before the first write, whose end
   * asks for one.
   *
   * @param missed from here on it has what the ring has; empty when it needs a snapshot
   */
  void start(Runnable onClose, Optional<List<Buffer>> missed) {
    needsSnapshot = missed.isEmpty();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("X-Accel-Buffering", "no")
        .exceptionHandler(e -> onClose.run())
        .closeHandler(v -> onClose.run());
    write(SseFrame.GREETING);
    missed.ifPresent(frames -> frames.forEach(this::delta));
  }

  boolean needsSnapshot() {
    return needsSnapshot && !isFull();
  }

  /** Everything up to now. */
  void snapshot(Buffer frame) {
    needsSnapshot = false;
    write(frame);
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
    return waiting > QUEUE_BYTES;
  }

  private void write(Buffer frame) {
    if (response.closed() || response.ended()) {
      return;
    }
    if (waiting == 0) {
      progressAt = System.nanoTime();
    }
    waiting += frame.length();
    response.write(frame).onComplete(v -> onWritten(frame.length()));
  }

  private void onWritten(int length) {
    waiting -= length;
    progressAt = System.nanoTime();
    if (needsSnapshot()) {
      onDrain.run();
    }
  }

  /** True when something waits for it and it has read nothing for so long. */
  boolean isStuckFor(long nanos) {
    return waiting > 0 && System.nanoTime() - progressAt > nanos;
  }

  void cut() {
    Cut.off(request.connection());
  }

  void end() {
    if (!response.ended() && !response.closed()) {
      Answers.ignore(response.end());
    }
  }
}
