package io.distcomp.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** Copies a task's output as it arrives. Used by {@code log}, one per stream. */
final class OutputCopy {

  private static final int CHUNK = 8192;

  private final PrintStream to;
  private final boolean escapes;

  /**
   * A copy to one stream.
   *
   * @param escapes whether control characters are shown instead of obeyed
   */
  OutputCopy(PrintStream to, boolean escapes) {
    this.to = to;
    this.escapes = escapes;
  }

  /** Ends with the input, or when nobody reads the output any more. */
  void copy(InputStream from) throws IOException {
    if (escapes) {
      copyEscaped(new InputStreamReader(from, StandardCharsets.UTF_8));
    } else {
      copyRaw(from);
    }
  }

  private void copyRaw(InputStream from) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int n = from.read(chunk); n >= 0 && !to.checkError(); n = from.read(chunk)) {
      to.write(chunk, 0, n);
    }
    to.flush();
  }

  private void copyEscaped(Reader from) throws IOException {
    char[] chunk = new char[CHUNK];
    for (int n = from.read(chunk); n >= 0 && !to.checkError(); n = from.read(chunk)) {
      to.print(Escape.block(new String(chunk, 0, n)));
    }
    to.flush();
  }
}
