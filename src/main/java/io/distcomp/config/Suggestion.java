package io.distcomp.config;

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
        .filter(k -> distance(name, k) <= tolerance(name))
        .min(Comparator.comparingInt(k -> distance(name, k)))
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

  /** Insertions, deletions, changes and swaps of neighbours (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cell(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cell(int[][] d, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
    return isSwap(a, b, i, j) ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }

  private static boolean isSwap(String a, String b, int i, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
