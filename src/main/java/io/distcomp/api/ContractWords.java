package io.distcomp.api;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a request that the contract's validator has refused: its own words name
 * neither the field nor what it may be. Immutable; knows what {@code openapi.yaml} uses of JSON
 * Schema.
 */
final class ContractWords {

  private final JsonObject contract;

  ContractWords(JsonObject contract) {
    this.contract = contract;
  }

  /** The fault of a parameter or of the body; empty when all that is known here is in order. */
  Optional<ApiException> fault(
      String path,
      String method,
      Map<String, String> named,
      MultiMap asked,
      @Nullable JsonObject body) {
    JsonObject item = contract.getJsonObject("paths").getJsonObject(path);
    JsonObject operation = item.getJsonObject(method);
    Optional<ApiException> found =
        Stream.of(item, operation)
            .flatMap(part -> part.getJsonArray("parameters", new JsonArray()).stream())
            .map(parameter -> resolved((JsonObject) parameter))
            .flatMap(parameter -> ofParameter(parameter, named, asked).stream())
            .findFirst();
    JsonObject wanted = operation.getJsonObject("requestBody");
    return found.isPresent() || wanted == null ? found : ofBody(resolved(wanted), body);
  }

  private Optional<ApiException> ofParameter(
      JsonObject parameter, Map<String, String> named, MultiMap asked) {
    String name = parameter.getString("name");
    List<String> values =
        switch (parameter.getString("in")) {
          case "path" -> named.containsKey(name) ? List.of(named.get(name)) : List.of();
          case "query" -> asked.getAll(name);
          default -> List.of();
        };
    JsonObject schema = resolved(parameter.getJsonObject("schema"));
    return values.stream()
        .filter(value -> !fits(schema, typed(schema, value)))
        .map(value -> refusal(400, "E_QUERY", name, name, schema, value))
        .findFirst();
  }

  /** Text of a URL that has the form of a number is one where a number is wanted. */
  private static Object typed(JsonObject schema, String text) {
    boolean isNumber = is(schema, "integer") && text.matches("-?[0-9]{1,18}");
    return isNumber ? (Object) Long.valueOf(text) : text;
  }

  private Optional<ApiException> ofBody(JsonObject wanted, @Nullable JsonObject body) {
    JsonObject media = wanted.getJsonObject("content").getJsonObject("application/json");
    JsonObject schema = resolved(media.getJsonObject("schema"));
    JsonObject fields = schema.getJsonObject("properties", new JsonObject());
    for (Object required : schema.getJsonArray("required", new JsonArray())) {
      if (body == null || !body.containsKey((String) required)) {
        return refusal("/" + required, "the field " + required + " is missing", null);
      }
    }
    for (Map.Entry<String, Object> field : body == null ? new JsonObject() : body) {
      String name = field.getKey();
      if (!fields.containsKey(name)) {
        return unknown(name, fields);
      }
      JsonObject known = resolved(fields.getJsonObject(name));
      if (!fits(known, field.getValue())) {
        return Optional.of(refusal(422, "E_FIELD", name, "/" + name, known, field.getValue()));
      }
    }
    boolean isEmpty = body == null || body.isEmpty();
    return isEmpty && !fields.isEmpty() && wanted.getBoolean("required", false)
        ? refusal("", "a JSON body with one of " + names(fields) + " is wanted", null)
        : Optional.empty();
  }

  private static Optional<ApiException> unknown(String name, JsonObject fields) {
    String hint =
        DidYouMean.among(fields.fieldNames(), name)
            .map(word -> "did you mean " + word + "?")
            .orElse(fields.isEmpty() ? "nothing is known here" : "known: " + names(fields));
    return refusal("/" + name, "unknown field " + ApiError.quote(name), hint);
  }

  private static String names(JsonObject fields) {
    return fields.fieldNames().stream().sorted().collect(Collectors.joining(", "));
  }

  private static Optional<ApiException> refusal(
      String path, String message, @Nullable String hint) {
    return Optional.of(
        ApiException.at(422, "E_FIELD", message, path.isEmpty() ? null : path, hint));
  }

  private static ApiException refusal(
      int status,
      String code,
      String name,
      String path,
      JsonObject schema,
      @Nullable Object value) {
    String given = ApiError.quote(String.valueOf(value));
    String hint =
        DidYouMean.among(words(schema), String.valueOf(value))
            .map(word -> "did you mean " + word + "?")
            .orElse(null);
    return ApiException.at(
        status, code, name + " has to be " + wanted(schema) + ", not " + given, path, hint);
  }

  private static String wanted(JsonObject schema) {
    List<String> words = words(schema);
    if (!words.isEmpty()) {
      return "one of " + String.join(", ", words);
    }
    if (schema.containsKey("title")) {
      return schema.getString("title");
    }
    String or = is(schema, "null") ? " or null" : "";
    if (is(schema, "integer") || is(schema, "number")) {
      String kind = is(schema, "integer") ? "a whole number" : "a number";
      return kind + from(schema.getValue("minimum")) + to(schema.getValue("maximum")) + or;
    }
    return is(schema, "boolean")
        ? "true or false"
        : "text"
            + from(schema.getValue("minLength"))
            + to(schema.getValue("maxLength"))
            + length(schema)
            + or;
  }

  private static String length(JsonObject schema) {
    return schema.containsKey("maxLength") ? " characters" : "";
  }

  private static String from(@Nullable Object bound) {
    return bound == null ? "" : " from " + bound;
  }

  private static String to(@Nullable Object bound) {
    return bound == null ? "" : " to " + bound;
  }

  private static List<String> words(JsonObject schema) {
    return schema.getJsonArray("enum", new JsonArray()).stream()
        .filter(word -> word != null && !word.equals(""))
        .map(String::valueOf)
        .toList();
  }

  private static boolean fits(JsonObject schema, @Nullable Object value) {
    if (value == null) {
      return is(schema, "null");
    }
    if (value instanceof Number number) {
      boolean whole = value instanceof Long || value instanceof Integer;
      return (is(schema, "number") || (whole && is(schema, "integer"))) && isWithin(schema, number);
    }
    if (value instanceof String text) {
      JsonArray words = schema.getJsonArray("enum");
      String pattern = schema.getString("pattern");
      return is(schema, "string")
          && (words == null || words.contains(text))
          && (pattern == null || text.matches(pattern))
          && text.length() >= schema.getInteger("minLength", 0)
          && text.length() <= schema.getInteger("maxLength", Integer.MAX_VALUE);
    }
    return is(
        schema,
        value instanceof Boolean ? "boolean" : value instanceof JsonArray ? "array" : "object");
  }

  private static boolean isWithin(JsonObject schema, Number number) {
    return number.doubleValue() >= schema.getDouble("minimum", Double.NEGATIVE_INFINITY)
        && number.doubleValue() <= schema.getDouble("maximum", Double.POSITIVE_INFINITY);
  }

  private static boolean is(JsonObject schema, String type) {
    Object types = schema.getValue("type");
    return types instanceof JsonArray several ? several.contains(type) : type.equals(types);
  }

  /** What a reference within the file stands for. */
  private JsonObject resolved(JsonObject part) {
    String reference = part.getString("$ref");
    if (reference == null) {
      return part;
    }
    JsonObject found = contract;
    for (String name : reference.substring("#/".length()).split("/", -1)) {
      found = Objects.requireNonNull(found.getJsonObject(name), reference);
    }
    return resolved(found);
  }
}
