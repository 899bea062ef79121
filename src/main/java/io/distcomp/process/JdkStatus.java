package io.distcomp.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a wrapped command ended: one of the two is null. Made by {@link JdkChild} from Java's exit
 * value and the wrapper's note, see {@link JdkScript}.
 */
record JdkStatus(@Nullable Integer exitCode, @Nullable Integer signal) {
  private static final int SIGNALS_FROM = 128;
  private static final Set<Integer> SILENT = Set.of(2, 13);
  private static final String END = "end\n";

  static JdkStatus of(int exitValue, Path note) {
    return of(exitValue, read(note));
  }

  static JdkStatus of(int exitValue, String note) {
    int signal = exitValue - SIGNALS_FROM;
    boolean shellSaysSo = !note.equals(END) || SILENT.contains(signal);
    return signal > 0 && signal <= 64 && shellSaysSo
        ? new JdkStatus(null, signal)
        : new JdkStatus(exitValue, null);
  }

  private static String read(Path note) {
    try {
      return Files.readString(note, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return END;
    }
  }
}
