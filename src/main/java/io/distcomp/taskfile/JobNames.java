package io.distcomp.taskfile;

import java.util.Optional;

/** What a job may be called. Whoever takes a name from a user checks it here. */
public final class JobNames {
  /** The longest name, in characters. */
  public static final int MAX = 200;

  private JobNames() {}

  /** What is wrong with a name (the text of an {@code E_NAME}); empty when nothing is. */
  public static Optional<String> fault(String name) {
    int length = name.codePointCount(0, name.length());
    if (name.isBlank() || length > MAX) {
      return Optional.of("a job name has 1 to " + MAX + " characters, this one " + counted(name));
    }
    boolean unfit = name.codePoints().anyMatch(JobNames::isUnfit);
    return unfit
        ? Optional.of("the job name " + Quote.of(name) + " contains a control character")
        : Optional.empty();
  }

  private static String counted(String name) {
    return name.isBlank() ? "none" : Integer.toString(name.codePointCount(0, name.length()));
  }

  private static boolean isUnfit(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
