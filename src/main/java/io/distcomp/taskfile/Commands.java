package io.distcomp.taskfile;

import io.distcomp.task.TaskSpec;
import org.jspecify.annotations.Nullable;

/** What makes a text a command that can be run. Private to the readers of this package. */
final class Commands {
  private Commands() {}

  /** A rule that a text breaks. */
  record Fault(String code, String message) {}

  static @Nullable Fault fault(String command) {
    if (command.isBlank()) {
      return new Fault("E_EMPTY_COMMAND", "the command is empty");
    }
    Fault fault = textFault(command, "command");
    if (fault != null) {
      return fault;
    }
    int bytes = utf8Length(command);
    return bytes <= TaskSpec.MAX_COMMAND_BYTES ? null : tooLong(bytes);
  }

  /** What no argument, name or value of a process can hold. */
  static @Nullable Fault textFault(String text, String what) {
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      int at = utf8Length(text.substring(0, nul)) + 1;
      return new Fault("E_NUL", "byte " + at + " is NUL; no " + what + " can contain it");
    }
    int lone = loneSurrogate(text);
    return lone < 0
        ? null
        : new Fault("E_ENCODING", "character " + (lone + 1) + " is half of a surrogate pair");
  }

  private static Fault tooLong(long bytes) {
    return new Fault(
        "E_COMMAND_TOO_LONG",
        bytes
            + " bytes, limit "
            + TaskSpec.MAX_COMMAND_BYTES
            + " (the kernel allows 131071 in one argument); put it in a script file");
  }

  /** Bytes in UTF-8; what UTF-8 cannot say counts as three. */
  static int utf8Length(String text) {
    int bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 || isPairPart(text, i) ? 1 : 2;
      }
    }
    return bytes;
  }

  private static boolean isPairPart(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : Character.isLowSurrogate(c) && at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }

  private static int loneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i)) && !isPairPart(text, i)) {
        return i;
      }
    }
    return -1;
  }
}
