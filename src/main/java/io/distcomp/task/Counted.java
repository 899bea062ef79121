package io.distcomp.task;

import java.util.Locale;

/** Numbers of things as people read them. Pure; for whatever is said to a person. */
public final class Counted {
  private Counted() {}

  /** {@code 4,980}. */
  public static String of(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 task}, {@code 4,980 tasks}, {@code 2 processes}. */
  public static String of(long number, String noun) {
    String ending = number == 1 ? "" : noun.endsWith("s") ? "es" : "s";
    return of(number) + " " + noun + ending;
  }

  /** {@code 1 task is}, {@code 4,980 tasks are}: with the verb, which follows the number. */
  public static String of(long number, String noun, String one, String many) {
    return of(number, noun) + " " + (number == 1 ? one : many);
  }
}
