package io.distcomp.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What the terminal of this process is and can. Used by {@link Console} alone. */
final class Terminal {

  private static final int USUAL_WIDTH = 80;
  private static final Pattern DEVICE = Pattern.compile("/dev/(pts/.*|tty.*|console)");

  private Terminal() {}

  /**
   * Tells a single stream, which {@code System.console()} cannot: it wants both to be terminals.
   */
  static boolean isOne(int descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      return DEVICE.matcher(target.toString()).matches();
    } catch (IOException | UnsupportedOperationException e) {
      return asksTest(descriptor);
    }
  }

  /** Without /proc: the shell's own test, which is a program of its own. */
  private static boolean asksTest(int descriptor) {
    try {
      return new ProcessBuilder("test", "-t", Integer.toString(descriptor))
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static boolean isDumb(Map<String, String> environment) {
    return environment.getOrDefault("TERM", "").equals("dumb");
  }

  static boolean showsUnicode(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
      }
    }
    return false;
  }

  /** COLUMNS, else what the terminal says, else 80. */
  static int width(Map<String, String> environment) {
    OptionalInt given = number(environment.getOrDefault("COLUMNS", ""));
    return given.isPresent() ? given.getAsInt() : number(askTerminal()).orElse(USUAL_WIDTH);
  }

  private static String askTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(answer.indexOf(' ') + 1).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static OptionalInt number(String text) {
    return text.matches("[1-9][0-9]{0,4}")
        ? OptionalInt.of(Math.max(20, Integer.parseInt(text)))
        : OptionalInt.empty();
  }
}
