package io.distcomp.cli;

import java.util.Optional;

/**
 * Puts the lines of an event stream together to events, as in the HTML standard. Pure state; one
 * per connection, used by one thread.
 */
final class SseLines {

  private final StringBuilder data = new StringBuilder();
  private String name = "";

  /** The event that this line completes. */
  Optional<SseEvent> add(String line) {
    if (line.isEmpty()) {
      return completed();
    }
    int colon = line.indexOf(':');
    if (colon == 0) {
      return Optional.of(new SseEvent(SseEvent.HEARTBEAT, ""));
    }
    field(colon < 0 ? line : line.substring(0, colon), colon < 0 ? "" : value(line, colon));
    return Optional.empty();
  }

  private void field(String field, String value) {
    switch (field) {
      case "event" -> name = value;
      case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
      default -> {
        // id and retry are for those who resume; we ask for the truth instead.
      }
    }
  }

  private Optional<SseEvent> completed() {
    SseEvent event = new SseEvent(name.isEmpty() ? "message" : name, data.toString());
    boolean isEmpty = data.isEmpty();
    name = "";
    data.setLength(0);
    return isEmpty ? Optional.empty() : Optional.of(event);
  }

  private static String value(String line, int colon) {
    boolean spaced = line.length() > colon + 1 && line.charAt(colon + 1) == ' ';
    return line.substring(colon + (spaced ? 2 : 1));
  }
}
