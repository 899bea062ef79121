package io.distcomp.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped word may have meant. Pure; used by {@link Cli} alone. */
final class Suggestions {

  private static final int FARTHEST = 2;

  private Suggestions() {}

  /** The closest word, if it is close enough. Dashes count for nothing: {@code --conf} is close. */
  static Optional<String> closest(String typed, Collection<String> known) {
    return known.stream()
        .filter(word -> distance(bare(typed), bare(word)) <= farthest(bare(typed)))
        .min(Comparator.comparingInt(word -> distance(bare(typed), bare(word))));
  }

  private static int farthest(String typed) {
    return Math.min(FARTHEST, typed.length() / 2);
  }

  private static String bare(String word) {
    return word.replaceAll("^-+", "").replaceAll("=.*", "");
  }

  /** Letters to insert, drop, change or swap. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : step(a, b, i, j, d);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] d) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
    boolean isSwap =
        Math.min(i, j) > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1);
    return isSwap ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
