package io.distcomp.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for the class path whose scripts differ from the product's by one edit. Made by {@link
 * OracleProofIT}; it fails when the text that it replaces is not there once.
 */
record BrokenScripts(Path folder) {

  private static final Path SOURCES = Path.of("src/main/resources/lua");

  /** The script of this name with one text replaced. */
  BrokenScripts with(String script, String text, String replacement) {
    try {
      String body = Files.readString(SOURCES.resolve(script));
      int at = body.indexOf(text);
      if (at < 0 || body.indexOf(text, at + 1) >= 0) {
        throw new IllegalStateException("not once in " + script + ": " + text);
      }
      Path file = folder.resolve("lua").resolve(script);
      Files.createDirectories(file.getParent());
      Files.writeString(file, body.replace(text, replacement));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
