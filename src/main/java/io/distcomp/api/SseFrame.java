package io.distcomp.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** The bytes of server-sent events. Pure; a frame is made once and shared by all clients. */
final class SseFrame {
  private SseFrame() {}

  static final Buffer HEARTBEAT = Buffer.buffer(": still here\n\n");
  static final Buffer GREETING = Buffer.buffer("retry: 2000\n\n");

  /** JSON has no line breaks of its own, so the data is one line. */
  static Buffer of(String event, String id, JsonObject data) {
    return Buffer.buffer("id: " + id + "\nevent: " + event + "\ndata: ")
        .appendBuffer(data.toBuffer())
        .appendString("\n\n");
  }
}
