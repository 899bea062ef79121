package io.distcomp.config;

import java.util.List;

/**
 * One value of the conf file as JSON has it, with its place. Made by {@link JsonDocument}, read by
 * {@link ValueType}.
 *
 * @param text of a text its characters, of a number or a boolean its source
 * @param items of a list
 */
record JsonValue(Kind kind, String text, List<JsonValue> items, Place place) {

  /** What JSON calls a string is a text here. */
  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL,
    LIST,
    OBJECT
  }

  private static final int QUOTED = 80;

  JsonValue {
    items = List.copyOf(items);
  }

  static JsonValue scalar(Kind kind, String text, Place place) {
    return new JsonValue(kind, text, List.of(), place);
  }

  /** For messages: short, on one line, without control characters. */
  String quoted() {
    return switch (kind) {
      case TEXT -> quote(text);
      case NUMBER, BOOLEAN -> escape(text);
      case NULL -> "null";
      case LIST -> "a list";
      case OBJECT -> "an object";
    };
  }

  static String quote(String text) {
    return '"' + escape(text) + '"';
  }

  static String escape(String text) {
    boolean isLong = text.codePointCount(0, text.length()) > QUOTED;
    return isLong
        ? escapeAll(text.substring(0, text.offsetByCodePoints(0, QUOTED))) + "..."
        : escapeAll(text);
  }

  static String escapeAll(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append((char) c);
    } else if (isPlain(c)) {
      out.appendCodePoint(c);
    } else {
      out.append(String.format("\\u%04x", c));
    }
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
