package io.distcomp.cli;

/**
 * Makes text harmless in a spreadsheet: a cell that begins as a formula would be computed when the
 * file is opened, and a command is anybody's text. Pure; used by {@link CsvSheet}.
 */
final class SheetCell {

  /**
   * The signs of OWASP's "CSV Injection" page, with their full-width forms. A line break or tab
   * before them is no protection, since programs strip it.
   */
  private static final String BEGIN_FORMULAS = "=+-@|%\uff1d\uff0b\uff0d\uff20";

  private SheetCell() {}

  /** The text with an apostrophe before it where it could be a formula. */
  static String guarded(String text) {
    return isFormula(text) ? "'" + text : text;
  }

  private static boolean isFormula(String text) {
    if (text.isEmpty()) {
      return false;
    }
    char first = text.charAt(0);
    if (first == '\t' || first == '\r' || first == '\n') {
      return true;
    }
    return text.codePoints()
        .filter(SheetCell::isSeen)
        .limit(1)
        .anyMatch(c -> BEGIN_FORMULAS.indexOf(c) >= 0);
  }

  private static boolean isSeen(int c) {
    return !Character.isWhitespace(c)
        && !Character.isSpaceChar(c)
        && !Character.isISOControl(c)
        && Character.getType(c) != Character.FORMAT;
  }
}
