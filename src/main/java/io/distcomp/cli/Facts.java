package io.distcomp.cli;

import org.jspecify.annotations.Nullable;

/** Lines of a name and a value, for one thing. Used by the verbs that show one. */
final class Facts {

  private final Console console;

  Facts(Console console) {
    this.console = console;
  }

  /** Nothing when there is no value. */
  void say(String name, @Nullable Object value) {
    if (value != null) {
      console.out().printf("%-10s %s%n", name, Escape.line(value.toString()));
    }
  }
}
