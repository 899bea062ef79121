package io.distcomp.task;

/** Reads the whole numbers of ids, strictly: digits only, no sign, no leading zero. */
final class Numbers {
  private Numbers() {}

  static long positive(String what, String text) {
    if (text.isEmpty() || text.length() > 15 || text.charAt(0) == '0' || !digits(text)) {
      throw new IllegalArgumentException(what + " '" + text + "' is not a whole number above zero");
    }
    return Long.parseLong(text);
  }

  private static boolean digits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
