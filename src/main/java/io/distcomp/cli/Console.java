package io.distcomp.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The three standard streams and what their terminals can show. One per process; tests make their
 * own.
 *
 * @param inIsTerminal whether somebody can be asked
 * @param width columns of the terminal, asked for at each use as windows are resized
 * @param colour whether colours are wanted
 * @param unicode whether the terminal shows more than ASCII
 */
public record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal,
    IntSupplier width,
    boolean colour,
    boolean unicode) {

  /** Empties the line that the cursor is in. */
  static final String CLEAR = "\r\u001b[K";

  /** The streams of this process. Text is UTF-8 whatever the locale: it may be read by programs. */
  public static Console ofProcess(Map<String, String> environment) {
    return new Console(
        System.in,
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Terminal.isOne(0),
        Terminal.isOne(1) && !Terminal.isDumb(environment),
        Terminal.isOne(2) && !Terminal.isDumb(environment),
        () -> Terminal.width(environment),
        environment.getOrDefault("NO_COLOR", "").isEmpty(),
        Terminal.showsUnicode(environment));
  }

  /** For people who look on: never part of what a script reads. */
  void note(String text) {
    err.println(lineStart() + "distcomp: " + text);
  }

  void error(String text) {
    err.println(lineStart() + "distcomp: error: " + text);
  }

  /** A progress bar or an echoed ^C may stand there. */
  private String lineStart() {
    return errIsTerminal ? CLEAR : "";
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
