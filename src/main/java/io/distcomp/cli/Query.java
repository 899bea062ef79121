package io.distcomp.cli;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query of a request. Made by verbs; what is null is left out. */
final class Query {

  private final List<String> pairs = new ArrayList<>();

  @CanIgnoreReturnValue
  Query with(String name, @Nullable Object value) {
    if (value != null) {
      pairs.add(name + "=" + encode(value.toString()));
    }
    return this;
  }

  /** A switch: {@code name=true}, or nothing. */
  Query flag(String name, boolean on) {
    return with(name, on ? "true" : null);
  }

  /** The path with this query. */
  String of(String path) {
    return pairs.isEmpty() ? path : path + "?" + String.join("&", pairs);
  }

  private static String encode(String text) {
    // The form encoder writes a space as a plus, which is a plus in the path's own rules.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
