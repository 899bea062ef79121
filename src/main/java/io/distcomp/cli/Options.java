package io.distcomp.cli;

/** Checks of option values that their type alone does not make. Pure; used by verbs. */
final class Options {

  private Options() {}

  static int positive(String option, int value) {
    if (value < 1) {
      throw CliException.usage(option + " " + value + " is below 1");
    }
    return value;
  }

  /** Both ends included. */
  static int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw CliException.usage(option + " " + value + " is not in " + least + ".." + most);
    }
    return value;
  }
}
