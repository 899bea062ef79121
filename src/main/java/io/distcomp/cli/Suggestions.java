package io.distcomp.cli;

import io.distcomp.task.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped word may have meant. Pure; used where words are read. */
final class Suggestions {

  private static final int FARTHEST = 2;

  private Suggestions() {}

  /** The closest word, if it is close enough. Dashes count for nothing: {@code --conf} is close. */
  static Optional<String> closest(String typed, Collection<String> known) {
    return known.stream()
        .filter(word -> EditDistance.withSwaps(bare(typed), bare(word)) <= farthest(bare(typed)))
        .min(Comparator.comparingInt(word -> EditDistance.withSwaps(bare(typed), bare(word))));
  }

  /** What is wrong with a word that is none of these, and what may have been meant. */
  static String instead(String typed, Collection<String> known) {
    return "'"
        + typed
        + "' is none of "
        + String.join(", ", known)
        + closest(typed, known).map(close -> "; did you mean " + close + "?").orElse("");
  }

  private static int farthest(String typed) {
    return Math.min(FARTHEST, typed.length() / 2);
  }

  private static String bare(String word) {
    return word.replaceAll("^-+", "").replaceAll("=.*", "");
  }
}
