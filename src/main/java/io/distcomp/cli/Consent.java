package io.distcomp.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Asks before much is done. A mixin of the verbs that can do much. */
final class Consent {

  @Option(names = "--yes", description = "Do it without asking.")
  boolean yes;

  /**
   * Returns when it may be done: {@code --yes} was said, or somebody at a terminal agrees.
   *
   * @param what a sentence that says how much it is, without its end
   * @throws CliException otherwise
   */
  void ask(Console console, String what) {
    if (yes) {
      return;
    }
    if (!console.inIsTerminal() || !console.errIsTerminal()) {
      throw CliException.usage(what + "; say --yes to do it");
    }
    console.err().print("distcomp: " + what + ". Go on? [y/N] ");
    console.err().flush();
    if (!agrees(line(console))) {
      throw CliException.usage("not agreed; nothing was changed");
    }
  }

  private static boolean agrees(@Nullable String answer) {
    String word = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
    return word.equals("y") || word.equals("yes");
  }

  private static @Nullable String line(Console console) {
    try {
      return new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8))
          .readLine();
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "cannot read an answer: " + e.getMessage(), e);
    }
  }
}
