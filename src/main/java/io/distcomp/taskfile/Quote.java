package io.distcomp.taskfile;

/**
 * Shows input in a message without letting it control the reader's terminal or fill the screen.
 * Private to the readers of this package.
 */
final class Quote {
  private static final int MAX = 80;
  private static final String MORE = "...";

  private Quote() {}

  /** In quotes, at most 80 characters between them. */
  static String of(String text) {
    return "'" + escape(text, MAX) + "'";
  }

  /**
   * Without quotes, control characters as {@code \xNN}, other invisible ones as {@code \\uNNNN}.
   */
  static String escape(String text, int max) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      String next = escape(c);
      i += Character.charCount(c);
      if (shown.length() + next.length() > max - (i < text.length() ? MORE.length() : 0)) {
        return shown.append(MORE).toString();
      }
      shown.append(next);
    }
    return shown.toString();
  }

  private static String escape(int c) {
    if (Character.isISOControl(c)) {
      return String.format("\\x%02x", c);
    }
    return isInvisible(c) ? String.format("\\u%04x", c) : Character.toString(c);
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
