package io.distcomp.process;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What texts the system takes as arguments and variables. Pure; for both spawners. */
final class Texts {
  private Texts() {}

  static boolean hasNul(String text) {
    return text.indexOf('\0') >= 0;
  }

  static boolean isName(String name) {
    return !name.isEmpty() && name.indexOf('=') < 0 && !hasNul(name);
  }

  /** Why the command can be started nowhere; null when nothing is wrong with its texts. */
  static @Nullable String faultOf(Command command) {
    if (command.argv().stream().anyMatch(Texts::hasNul)) {
      return "the command holds a NUL byte";
    }
    if (hasNul(command.cwd())) {
      return "the working directory holds a NUL byte";
    }
    for (Map.Entry<String, String> e : command.env().entrySet()) {
      if (!isName(e.getKey()) || hasNul(e.getValue())) {
        return "'" + e.getKey().replace('\0', '?') + "' cannot be an environment variable";
      }
    }
    return null;
  }
}
