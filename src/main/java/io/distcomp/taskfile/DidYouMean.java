package io.distcomp.taskfile;

import io.distcomp.task.EditDistance;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the word that was probably meant. Private to the readers of this package.
 *
 * <p>A slip of the keyboard is found by its edit distance, an abbreviation by its letters, and
 * words of other tools by a list.
 */
final class DidYouMean {
  private static final int LONGEST = 40;
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("cmd", "command"),
          Map.entry("dram", "mem_gb"),
          Map.entry("ram", "mem_gb"),
          Map.entry("memory", "mem_gb"),
          Map.entry("min_dram_gb", "mem_gb"),
          Map.entry("min_cpu", "cpus"),
          Map.entry("cores", "cpus"),
          Map.entry("directory", "cwd"),
          Map.entry("workdir", "cwd"),
          Map.entry("retry", "max_retries"),
          Map.entry("sh", "shell"),
          Map.entry("bash", "shell"),
          Map.entry("py", "python"));

  private DidYouMean() {}

  /** {@code "; did you mean x?"}, or nothing. */
  static String hint(String word, Collection<String> known) {
    return find(word, known).map(w -> "; did you mean " + w + "?").orElse("");
  }

  static Optional<String> find(String word, Collection<String> known) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.length() > LONGEST) {
      return Optional.empty();
    }
    return Optional.ofNullable(SYNONYMS.get(lower))
        .filter(known::contains)
        .or(() -> nearest(lower, known))
        .or(() -> known.stream().filter(k -> abbreviates(lower, k)).findFirst());
  }

  private static Optional<String> nearest(String word, Collection<String> known) {
    return known.stream()
        .filter(k -> EditDistance.of(word, k) <= Math.max(1, k.length() / 3))
        .min(Comparator.comparingInt(k -> EditDistance.of(word, k)));
  }

  private static boolean abbreviates(String word, String known) {
    if (word.length() < 2) {
      return false;
    }
    return word.startsWith(known) || known.contains(word) || skips(word, known);
  }

  /** Whether the letters of the word appear in the other in this order, from its first on. */
  private static boolean skips(String word, String known) {
    int at = 0;
    for (int i = 0; i < known.length() && at < word.length(); i++) {
      if (known.charAt(i) == word.charAt(at)) {
        at++;
      }
    }
    return at == word.length() && known.charAt(0) == word.charAt(0);
  }
}
