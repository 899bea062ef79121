package io.distcomp.api;

import io.vertx.core.MultiMap;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query of one request, checked: each parameter is known and there once. Immutable; handed to
 * the handlers.
 */
final class Query {

  static final int DEFAULT_LIMIT = 100;

  private final MultiMap values;

  private Query(MultiMap values) {
    this.values = values;
  }

  /** Refuses what the endpoint does not know: a misspelt filter would show everything. */
  static Query checked(MultiMap values, Collection<String> known) {
    for (String name : values.names()) {
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
      if (values.getAll(name).size() > 1) {
        throw ApiException.at(400, "E_QUERY", "the parameter is there twice", name, null);
      }
    }
    return new Query(values);
  }

  private static ApiException unknown(String name, Collection<String> known) {
    String hint =
        DidYouMean.among(known, name)
            .map(word -> "did you mean " + word + "?")
            .orElse(
                known.isEmpty()
                    ? "this call takes no parameters"
                    : "known: " + String.join(", ", new TreeSet<>(known)));
    return ApiException.at(
        400, "E_QUERY", "unknown parameter " + ApiError.quote(name), "?" + name, hint);
  }

  /** The text; an empty one counts as not said. */
  @Nullable String text(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** {@code ?flag}, {@code ?flag=true} or {@code ?flag=1}. */
  boolean flag(String name) {
    String value = values.get(name);
    if (value == null) {
      return false;
    }
    return switch (value) {
      case "", "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw bad(name, value, "true or false");
    };
  }

  @Nullable Integer number(String name, int least, int most) {
    String value = text(name);
    return value == null
        ? null
        : Optional.of(value)
            .filter(text -> text.matches("-?[0-9]{1,9}"))
            .map(Integer::valueOf)
            .filter(n -> n >= least && n <= most)
            .orElseThrow(() -> bad(name, value, "a whole number in " + least + ".." + most));
  }

  int limit() {
    Integer limit = number("limit", 1, io.distcomp.queue.TaskQueue.MAX_PAGE);
    return limit == null ? DEFAULT_LIMIT : limit;
  }

  /** A word that a parser knows; a parser says no by an exception or an empty optional. */
  <T> @Nullable T word(String name, String expected, Function<String, Optional<T>> parser) {
    String value = text(name);
    if (value == null) {
      return null;
    }
    try {
      return parser.apply(value).orElseThrow(() -> bad(name, value, expected));
    } catch (IllegalArgumentException e) {
      throw bad(name, value, expected);
    }
  }

  private static ApiException bad(String name, String value, String expected) {
    return ApiException.at(
        400, "E_QUERY", ApiError.quote(value) + " is not " + expected, "?" + name, null);
  }
}
