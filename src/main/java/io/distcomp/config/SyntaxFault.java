package io.distcomp.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.Objects;

/**
 * Says in plain words why a text is not JSON. Used by {@link JsonDocument}; it never repeats the
 * parser's own message, because that quotes the source, and the source holds a password.
 */
final class SyntaxFault {
  private static final String VALUE =
      "expected a value: text in double quotes, a number, true, false or a list";

  private SyntaxFault() {}

  static JsonDocument.Fault of(String text, JsonProcessingException e, JsonLocation current) {
    if (e instanceof StreamConstraintsException) {
      return new JsonDocument.Fault(
          Place.of(current), "a number or a name is too long, or lists and objects nest too deep");
    }
    JsonLocation location = Objects.requireNonNullElse(e.getLocation(), current);
    int offset = (int) Math.max(0, Math.min(location.getCharOffset(), text.length()));
    if (e instanceof JsonEOFException) {
      return fault(text, offset, "the file ends too early: a closing quote, ] or } is missing");
    }
    return byCharacter(text, offset, Objects.requireNonNullElse(e.getOriginalMessage(), ""));
  }

  private static JsonDocument.Fault byCharacter(String text, int offset, String parserSays) {
    char c = offset < text.length() ? text.charAt(offset) : ' ';
    int comma = commaBefore(text, offset);
    if (parserSays.startsWith("Illegal unquoted")) {
      return fault(
          text, offset, "a line break or control character within a text, or no closing quote");
    }
    if (comma >= 0 && (c == '}' || c == ']' || c == ',')) {
      String which = c == ',' ? "a comma too many" : "a trailing comma";
      return fault(text, comma, which + ": remove it");
    }
    if (c == '/' || c == '#') {
      return fault(text, offset, "JSON has no comments: remove it");
    }
    if (c == '\'') {
      return fault(text, offset, "JSON takes double quotes only");
    }
    return byMessage(text, offset, parserSays);
  }

  private static JsonDocument.Fault byMessage(String text, int offset, String parserSays) {
    if (parserSays.contains("expecting comma")) {
      return fault(text, offset, "expected a comma, or the end of the list or object");
    }
    if (parserSays.contains("expecting double-quote")) {
      return fault(text, offset, "expected a key in double quotes");
    }
    if (parserSays.contains("expecting a colon")) {
      return fault(text, offset, "expected a colon between key and value");
    }
    if (parserSays.contains("close marker")) {
      return fault(text, offset, "a bracket that closes nothing");
    }
    if (parserSays.contains("escape")) {
      return fault(text, offset, "an unknown escape: a backslash is written \\\\");
    }
    if (parserSays.contains("umeric value")) {
      return fault(text, offset, "not a JSON number: write it like 0.5, 12 or -3");
    }
    return fault(text, wordStart(text, offset), VALUE);
  }

  private static JsonDocument.Fault fault(String text, int offset, String message) {
    return new JsonDocument.Fault(Place.of(text, offset), "not JSON: " + message);
  }

  private static int commaBefore(String text, int offset) {
    int i = offset - 1;
    while (i >= 0 && Character.isWhitespace(text.charAt(i))) {
      i--;
    }
    return i >= 0 && text.charAt(i) == ',' ? i : -1;
  }

  /** The parser points behind a word that it does not know. */
  private static int wordStart(String text, int offset) {
    int i = offset;
    while (i > 0 && Character.isJavaIdentifierPart(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }
}
