package io.distcomp.cli;

import io.vertx.core.json.JsonObject;

/** What {@link Top} is told, from several threads. */
sealed interface TopEvent {

  /** News of the queue; a heartbeat says nothing. */
  record Heard(boolean isSnapshot, JsonObject said) implements TopEvent {}

  /** The stream is away; it is opened again. */
  record Trouble(String why) implements TopEvent {}

  /** A key. */
  record Pressed(Key key) implements TopEvent {}

  /** The window has another size, or somebody else wrote on it. */
  record Spoiled() implements TopEvent {}

  /** The user or the system wants the end. */
  record Stopped() implements TopEvent {}

  /** What keys mean. */
  enum Key {
    QUIT,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    PAUSE
  }
}
