package io.distcomp.api;

import io.distcomp.task.EditDistance;
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
        .filter(word -> EditDistance.of(word, typed) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(word -> EditDistance.of(word, typed)));
  }
}
