package io.distcomp.cli;

import io.vertx.core.json.JsonObject;

/**
 * One event of the event stream. Made by {@link SseLines}.
 *
 * @param name {@code snapshot}, {@code delta}, {@code attention}, or {@link #HEARTBEAT}
 */
record SseEvent(String name, String data) {

  /** A comment: nothing happened, and the connection lives. */
  static final String HEARTBEAT = "";

  boolean isHeartbeat() {
    return name.equals(HEARTBEAT);
  }

  /** What the event says. */
  JsonObject json() {
    return new JsonObject(data);
  }
}
