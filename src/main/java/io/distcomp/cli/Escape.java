package io.distcomp.cli;

import java.util.Locale;

/**
 * Makes text of others harmless on a terminal: what could move the cursor, change colours or
 * reorder letters is shown as {@code \x1b} or {@code \}{@code u202e}. Pure; used wherever a name, a
 * command or output is shown.
 */
final class Escape {

  private Escape() {}

  /** For one line: line breaks and tabs are escaped too. */
  static String line(String text) {
    return escaped(text, false);
  }

  /** For text of many lines: line breaks and tabs stay. */
  static String block(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepsLines) {
    if (text.codePoints().noneMatch(c -> isHarmful(c, keepsLines))) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(out, c, keepsLines));
    return out.toString();
  }

  private static void append(StringBuilder out, int c, boolean keepsLines) {
    if (isHarmful(c, keepsLines)) {
      out.append(code(c));
    } else {
      out.appendCodePoint(c);
    }
  }

  private static String code(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", c);
    };
  }

  private static boolean isHarmful(int c, boolean keepsLines) {
    if (c == '\n' || c == '\t') {
      return !keepsLines;
    }
    return Character.isISOControl(c) || reordersOrBreaks(c);
  }

  /** Bidirectional controls, and the two Unicode line breaks. */
  private static boolean reordersOrBreaks(int c) {
    return (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200e
        || c == 0x200f
        || c == 0x061c
        || c == 0x2028
        || c == 0x2029;
  }
}
