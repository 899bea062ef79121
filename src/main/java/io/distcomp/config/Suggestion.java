package io.distcomp.config;

import io.distcomp.task.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the key that a user may have meant. Pure; used for unknown keys only. */
final class Suggestion {
  private static final int LONGEST = 64;

  private Suggestion() {}

  static Optional<String> of(String unknown, Collection<String> known) {
    if (unknown.length() > LONGEST) {
      return Optional.empty();
    }
    String name = snakeCase(unknown);
    return known.stream()
        .filter(k -> EditDistance.withSwaps(name, k) <= tolerance(name))
        .min(Comparator.comparingInt(k -> EditDistance.withSwaps(name, k)))
        .or(() -> onlyBeginning(name, known));
  }

  private static int tolerance(String name) {
    return Math.max(1, Math.min(4, name.length() / 3));
  }

  private static Optional<String> onlyBeginning(String name, Collection<String> known) {
    List<String> longer =
        known.stream().filter(k -> name.length() > 3 && k.startsWith(name)).toList();
    return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
  }

  /** {@code httpPort}, {@code http.port} and {@code HTTP-PORT} all mean {@code http_port}. */
  private static String snakeCase(String name) {
    return name.strip()
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
        .replaceAll("[^A-Za-z0-9]+", "_")
        .toLowerCase(Locale.ROOT);
  }
}
