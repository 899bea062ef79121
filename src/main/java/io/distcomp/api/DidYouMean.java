package io.distcomp.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what a user meant. Pure. */
final class DidYouMean {
  private DidYouMean() {}

  private static final int LONGEST = 64;

  /** The closest of the words, when it is close enough to be a slip. */
  static Optional<String> among(Collection<String> words, String typed) {
    if (typed.length() > LONGEST) {
      return Optional.empty();
    }
    return words.stream()
        .filter(word -> distance(word, typed) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(word -> distance(word, typed)));
  }

  /** Levenshtein's. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
