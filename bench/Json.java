package bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** Reads the JSON that a node answers with, so that a JDK is all a bench needs. */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** The value at a path like {@code job.counts.todo} or {@code tasks.0.state}; null for null. */
  static Object at(String text, String path) {
    Object value = new Json(text).value();
    for (String step : path.split("\\.")) {
      value =
          value instanceof List<?> list
              ? list.get(Integer.parseInt(step))
              : field((Map<?, ?>) value, step, text);
    }
    return value;
  }

  static long number(String text, String path) {
    return (long) decimal(text, path);
  }

  static double decimal(String text, String path) {
    return (Double) at(text, path);
  }

  static String string(String text, String path) {
    return (String) at(text, path);
  }

  /** A JSON text of this string. */
  static String quote(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static Object field(Map<?, ?> object, String name, String text) {
    if (object == null || !object.containsKey(name)) {
      throw new NoSuchElementException("no field " + name + " in " + text);
    }
    return object.get(name);
  }

  private Object value() {
    skipSpace();
    switch (text.charAt(at)) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return string();
      default:
        return word();
    }
  }

  private Map<String, Object> object() {
    Map<String, Object> fields = new LinkedHashMap<>();
    at++;
    while (!closes('}')) {
      skipSpace();
      String name = string();
      skipSpace();
      at++;
      fields.put(name, value());
    }
    return fields;
  }

  private List<Object> array() {
    List<Object> items = new ArrayList<>();
    at++;
    while (!closes(']')) {
      items.add(value());
    }
    return items;
  }

  /** Also steps over a comma. */
  private boolean closes(char end) {
    skipSpace();
    char c = text.charAt(at);
    if (c == end || c == ',') {
      at++;
    }
    return c == end;
  }

  private String string() {
    StringBuilder result = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      result.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
    }
    at++;
    return result.toString();
  }

  private char escaped() {
    char c = text.charAt(++at);
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'u':
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
      default:
        return c;
    }
  }

  private Object word() {
    int start = at;
    while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(start, at);
    switch (word) {
      case "null":
        return null;
      case "true":
        return true;
      case "false":
        return false;
      default:
        return Double.valueOf(word);
    }
  }

  private void skipSpace() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
