package io.distcomp.taskfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits bytes into lines, keeping no more than one of them, and of a very long one only the
 * beginning. Private to {@link LineTasks}.
 */
final class LineReader {
  /** The longest line that is read, in bytes. */
  static final int MAX_LINE = 2 << 20;

  private final InputStream in;
  private byte[] buffer = new byte[64 * 1024];
  private int from;
  private int to;
  private int filled;
  private int next;
  private boolean ended;
  private long number;
  private long length;
  private boolean terminated;
  private boolean carriageReturns;

  LineReader(InputStream in) {
    this.in = in;
  }

  /** Moves to the next line; false at the end. */
  boolean next() throws IOException {
    from = next;
    int newline = findNewline();
    if (newline < 0 && filled == from) {
      return false;
    }
    number++;
    terminated = newline >= 0;
    to = terminated ? newline : filled;
    next = terminated ? newline + 1 : filled;
    length = (long) to - from;
    if (!terminated && !ended) {
      skipRest();
    }
    trimCarriageReturn();
    return true;
  }

  /** From 1. */
  long number() {
    return number;
  }

  /** Of the whole line in bytes, without its end. */
  long length() {
    return length;
  }

  boolean isTooLong() {
    return length > MAX_LINE;
  }

  /** Whether a line feed ended the line, and not the end of the data. */
  boolean isTerminated() {
    return terminated;
  }

  /** Whether a line so far ended in CR LF. */
  boolean sawCarriageReturns() {
    return carriageReturns;
  }

  /** Whether there is nothing to run in this line: it is blank or a comment. */
  boolean isInsignificant() {
    for (int i = from; i < to; i++) {
      if (!isBlank(buffer[i])) {
        return buffer[i] == '#';
      }
    }
    return true;
  }

  /** The place of the first NUL byte from 1, or 0 when there is none. */
  int nul() {
    for (int i = from; i < to; i++) {
      if (buffer[i] == 0) {
        return i - from + 1;
      }
    }
    return 0;
  }

  /** The line, or null when it is not UTF-8. */
  @Nullable String text() {
    String text = new String(buffer, from, to - from, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') >= 0 && badByte() >= 0 ? null : text;
  }

  /** Says which byte is not UTF-8. */
  String encodingFault() {
    int at = Math.max(0, badByte());
    String before = new String(buffer, from, at, StandardCharsets.UTF_8);
    return notUtf8(buffer[from + at], before.codePointCount(0, before.length()) + 1);
  }

  static String notUtf8(byte bad, long column) {
    return String.format("byte 0x%02x at column %d is not UTF-8", bad & 0xff, column);
  }

  /** White space that may surround a line: blank, tab, CR, VT, FF. */
  static boolean isBlank(byte b) {
    return b == ' ' || (b >= 9 && b <= 13);
  }

  private int badByte() {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(buffer, from, to - from).slice();
    CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 1);
    return decoder.decode(bytes, chars, true).isError() ? bytes.position() : -1;
  }

  private int findNewline() throws IOException {
    int searched = from;
    while (true) {
      for (int i = searched; i < filled; i++) {
        if (buffer[i] == '\n') {
          return i;
        }
      }
      int known = filled - from;
      if (known > MAX_LINE + 1 || !fill()) {
        return -1;
      }
      searched = from + known;
    }
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    makeRoom();
    int n = in.read(buffer, filled, buffer.length - filled);
    ended = n < 0;
    filled += Math.max(0, n);
    return !ended;
  }

  private void makeRoom() {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, filled - from);
      filled -= from;
      from = 0;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
  }

  /** Keeps the beginning, counts the rest up to its line feed, and continues behind it. */
  private void skipRest() throws IOException {
    byte[] chunk = new byte[64 * 1024];
    while (!terminated) {
      int n = in.read(chunk, 0, chunk.length);
      if (n < 0) {
        ended = true;
        return;
      }
      int newline = indexOf(chunk, n);
      terminated = newline >= 0;
      length += terminated ? newline : n;
      if (terminated) {
        keep(chunk, newline + 1, n);
      }
    }
  }

  private void keep(byte[] chunk, int start, int end) {
    filled = to + end - start;
    buffer = Arrays.copyOf(buffer, Math.max(buffer.length, filled));
    System.arraycopy(chunk, start, buffer, to, end - start);
    next = to;
  }

  private static int indexOf(byte[] chunk, int n) {
    for (int i = 0; i < n; i++) {
      if (chunk[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void trimCarriageReturn() {
    if (length == to - from && to > from && buffer[to - 1] == '\r') {
      to--;
      length--;
      carriageReturns = true;
    }
  }
}
