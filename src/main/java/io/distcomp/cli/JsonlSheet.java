package io.distcomp.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** Tasks as the API shows them, one a line. */
record JsonlSheet(Writer out, boolean escapes) implements TaskSheet {

  @Override
  public void write(JsonObject task) {
    String line = task.encode();
    try {
      out.write((escapes ? Escape.line(line) : line) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
