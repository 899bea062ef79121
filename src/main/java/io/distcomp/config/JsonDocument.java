package io.distcomp.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The top level of a JSON object with the place of each key and value, duplicates included. Made by
 * {@link ConfigFile}; what follows a fault of syntax is not read.
 *
 * @param fault what is not JSON; null when all of the text is
 */
record JsonDocument(List<Entry> entries, @Nullable Fault fault) {

  /** A key and its value; {@code place} is the key's. */
  record Entry(String name, Place place, JsonValue value) {}

  /** Where the text stops being what a conf file may be, and why. */
  record Fault(Place place, String message) {}

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  static JsonDocument parse(String text) {
    List<Entry> entries = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(text.toCharArray())) {
      return new JsonDocument(entries, parse(text, parser, entries));
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
  }

  private static @Nullable Fault parse(String text, JsonParser parser, List<Entry> entries)
      throws IOException {
    try {
      return read(parser, entries);
    } catch (JsonProcessingException e) {
      return SyntaxFault.of(text, e, parser.currentTokenLocation());
    }
  }

  private static @Nullable Fault read(JsonParser parser, List<Entry> entries) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return new Fault(Place.NONE, "the file is empty; the least that works is {}");
    }
    if (first != JsonToken.START_OBJECT) {
      return new Fault(
          here(parser), "expected an object: { at the start and \"key\": value within");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      entries.add(entry(parser));
    }
    Place end = here(parser);
    return isAtEnd(parser) ? null : new Fault(end, "nothing may follow this closing }");
  }

  /** What follows need not even be JSON. */
  private static boolean isAtEnd(JsonParser parser) throws IOException {
    try {
      return parser.nextToken() == null;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static Entry entry(JsonParser parser) throws IOException {
    Place place = here(parser);
    String name = parser.currentName();
    parser.nextToken();
    return new Entry(name, place, value(parser));
  }

  private static JsonValue value(JsonParser parser) throws IOException {
    Place place = here(parser);
    return switch (parser.currentToken()) {
      case VALUE_STRING -> JsonValue.scalar(JsonValue.Kind.TEXT, parser.getText(), place);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          JsonValue.scalar(JsonValue.Kind.NUMBER, parser.getText(), place);
      case VALUE_TRUE, VALUE_FALSE ->
          JsonValue.scalar(JsonValue.Kind.BOOLEAN, parser.getText(), place);
      case START_ARRAY -> new JsonValue(JsonValue.Kind.LIST, "", items(parser), place);
      case START_OBJECT -> skipped(parser, JsonValue.Kind.OBJECT, place);
      default -> JsonValue.scalar(JsonValue.Kind.NULL, "null", place);
    };
  }

  private static List<JsonValue> items(JsonParser parser) throws IOException {
    List<JsonValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(item(parser));
    }
    return items;
  }

  /** No key takes a list of lists, so a deep one is skipped instead of followed. */
  private static JsonValue item(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.START_ARRAY
        ? skipped(parser, JsonValue.Kind.LIST, here(parser))
        : value(parser);
  }

  private static JsonValue skipped(JsonParser parser, JsonValue.Kind kind, Place place)
      throws IOException {
    parser.skipChildren();
    return JsonValue.scalar(kind, "", place);
  }

  private static Place here(JsonParser parser) {
    return Place.of(parser.currentTokenLocation());
  }
}
