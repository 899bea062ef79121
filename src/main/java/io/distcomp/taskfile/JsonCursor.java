package io.distcomp.taskfile;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Walks through JSON and reads single values, noting each mistake with its place. Private to the
 * readers of this package.
 *
 * <p>A value is null when it was {@code null} or a mistake; the cursor then stands behind it all
 * the same, so that reading goes on. Broken syntax is a {@link JsonProcessingException}.
 */
final class JsonCursor {
  /** Says only that JSON was expected, at length. */
  private static final Pattern ANYTHING = Pattern.compile(": was expecting \\(JSON String.*");

  private final JsonParser parser;
  private final Mistakes mistakes;
  private final long lineBefore;

  /** {@code lineBefore} lines come before the text that is parsed. */
  JsonCursor(JsonParser parser, Mistakes mistakes, long lineBefore) {
    this.parser = parser;
    this.mistakes = mistakes;
    this.lineBefore = lineBefore;
  }

  Mistakes mistakes() {
    return mistakes;
  }

  @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  /** The next field of the object, with the cursor on its value; null behind the last one. */
  @Nullable String nextName() throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  boolean isAt(JsonToken token) {
    return parser.currentToken() == token;
  }

  void skip() throws IOException {
    parser.skipChildren();
  }

  void mistake(String code, String message) {
    mistakes.add(line(), code, message, path());
  }

  /** A mistake in something that should be below the place where the cursor stands. */
  void mistakeBelow(String name, String code, String message) {
    String above = path();
    mistakes.add(line(), code, message, (above == null ? "" : above) + "/" + name);
  }

  /** Notes that a value has the wrong type, and skips it. */
  void unexpected(String expected) throws IOException {
    long line = line();
    String path = path();
    String message = "expected " + expected + ", found " + kind();
    skip();
    mistakes.add(line, "E_TYPE", message, path);
  }

  /**
   * Whether a field may be read: it is known and comes for the first time. If not, it is noted and
   * skipped.
   */
  boolean isNew(String name, Collection<String> known, Set<String> seen, String hint)
      throws IOException {
    if (!known.contains(name)) {
      mistake("E_UNKNOWN_FIELD", "unknown field " + Quote.of(name) + hint);
      skip();
      return false;
    }
    if (!seen.add(name)) {
      mistake("E_DUPLICATE_KEY", "the field " + Quote.of(name) + " comes twice");
      skip();
      return false;
    }
    return true;
  }

  @Nullable String text() throws IOException {
    if (isAt(JsonToken.VALUE_STRING)) {
      return parser.getText();
    }
    if (!isAt(JsonToken.VALUE_NULL)) {
      unexpected("text in quotes");
    }
    return null;
  }

  /** Text in which a process could find it. */
  @Nullable String cleanText(String what) throws IOException {
    String text = text();
    Commands.Fault fault = text == null ? null : Commands.textFault(text, what);
    if (fault == null) {
      return text;
    }
    mistake(fault.code(), fault.message());
    return null;
  }

  @Nullable Integer integer(int min, int max) throws IOException {
    String range = "an integer in " + min + ".." + max;
    BigDecimal value = number(range);
    if (value == null) {
      return null;
    }
    boolean fits = Amounts.isWithin(value, BigDecimal.valueOf(min), BigDecimal.valueOf(max));
    if (fits && Amounts.isWhole(value)) {
      return value.intValue();
    }
    outOf(range);
    return null;
  }

  @Nullable BigDecimal amount(BigDecimal max) throws IOException {
    String range = "in 0.." + max.toPlainString();
    BigDecimal value = number(range);
    if (value == null) {
      return null;
    }
    if (Amounts.isWithin(value, BigDecimal.ZERO, max)) {
      return Amounts.tame(value);
    }
    outOf(range);
    return null;
  }

  /** What the parser says about broken syntax, with its place. */
  void broken(JsonProcessingException e) {
    JsonLocation known = e.getLocation();
    JsonLocation place = known == null ? parser.currentLocation() : known;
    String at = "column " + place.getColumnNr() + ": ";
    long line = lineBefore + place.getLineNr();
    if (e instanceof JsonEOFException) {
      mistakes.add(line, "E_JSON", at + "unexpected end");
    } else if (parser.getParsingContext().getNestingDepth() > Json.MAX_DEPTH) {
      mistakes.add(line, "E_JSON_DEPTH", at + "nested deeper than the limit " + Json.MAX_DEPTH);
    } else if (e instanceof StreamConstraintsException && "command".equals(currentName())) {
      String limit = "more than " + Json.MAX_TEXT + " characters, limit 65536 bytes";
      mistakes.add(line, "E_COMMAND_TOO_LONG", at + limit, path());
    } else {
      mistakes.add(line, "E_JSON", at + Quote.escape(reason(e), 200));
    }
  }

  private static String reason(JsonProcessingException e) {
    return ANYTHING.matcher(e.getOriginalMessage()).replaceFirst("");
  }

  private @Nullable BigDecimal number(String range) throws IOException {
    if (isAt(JsonToken.VALUE_NUMBER_INT) || isAt(JsonToken.VALUE_NUMBER_FLOAT)) {
      BigDecimal value = Amounts.anyNumber(parser.getText());
      if (value == null) {
        outOf(range);
      }
      return value;
    }
    if (!isAt(JsonToken.VALUE_NULL)) {
      unexpected("a number");
    }
    return null;
  }

  private void outOf(String range) throws IOException {
    mistake("E_RANGE", Quote.escape(parser.getText(), 80) + " is not " + range);
  }

  private @Nullable String currentName() {
    return parser.getParsingContext().getCurrentName();
  }

  private long line() {
    return lineBefore + parser.currentTokenLocation().getLineNr();
  }

  /** As a JSON pointer; null at the root. */
  private @Nullable String path() {
    String path = parser.getParsingContext().pathAsPointer().toString();
    return path.isEmpty() ? null : Quote.escape(path, 200);
  }

  private String kind() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      default -> "something else";
    };
  }
}
