package io.distcomp.taskfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes UTF-8 strictly and knows the place of the first byte that is none; there the text ends.
 * Private to {@link JsonTasks}.
 */
final class Utf8Reader extends Reader {
  private final InputStream in;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(16 * 1024).flip();
  private boolean ended;
  private long line = 1;
  private long column = 1;
  private @Nullable Mistake fault;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  /** Why the text ended early, if it did. */
  @Nullable Mistake fault() {
    return fault;
  }

  /** The line that was decoded last. */
  long line() {
    return line;
  }

  /** Needs room for two characters: some code points take as many. */
  @Override
  public int read(char[] out, int from, int length) throws IOException {
    if (length < 2) {
      throw new IllegalArgumentException("room for " + length + " characters only");
    }
    CharBuffer chars = CharBuffer.wrap(out, from, length);
    while (fault == null) {
      CoderResult result = decoder.decode(bytes, chars, ended);
      int n = length - chars.remaining();
      if (n > 0) {
        count(out, from, from + n);
        return n;
      }
      if (result.isError()) {
        fault = fault(bytes.get(bytes.position()));
      } else if (ended) {
        return -1;
      } else {
        fill();
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Mistake fault(byte bad) {
    return new Mistake(line, "E_ENCODING", LineReader.notUtf8(bad, column), null);
  }

  private void fill() throws IOException {
    bytes.compact();
    int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = n < 0;
    bytes.position(bytes.position() + Math.max(0, n)).flip();
  }

  private void count(char[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      if (out[i] == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(out[i])) {
        column++;
      }
    }
  }
}
