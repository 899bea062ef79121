package io.distcomp.task;

/** How far a typed word is from a known one. Pure; for whoever asks "did you mean". */
public final class EditDistance {
  private EditDistance() {}

  /** Letters to insert, drop or change (Levenshtein). */
  public static int of(String a, String b) {
    return distance(a, b, false);
  }

  /** The same, and two neighbours that are swapped count once (optimal string alignment). */
  public static int withSwaps(String a, String b) {
    return distance(a, b, true);
  }

  private static int distance(String a, String b, boolean swaps) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cell(d, a, b, i, j);
        if (swaps && isSwap(a, b, i, j)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cell(int[][] d, String a, String b, int i, int j) {
    int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    return Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
  }

  private static boolean isSwap(String a, String b, int i, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
