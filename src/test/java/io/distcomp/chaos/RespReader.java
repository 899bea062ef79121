package io.distcomp.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds where the values of a RESP2 or RESP3 stream end, however it is cut into pieces, and keeps
 * the first elements of each. Used by {@link ProxyLink}; one thread at a time.
 */
final class RespReader {

  /** Elements of a value that are kept: the name of a command and its script. */
  private static final int KEPT = 2;

  private static final int LONGEST_KEPT = 256 * 1024;
  private static final int LONGEST_LINE = 64 * 1024;

  /** One that is not RESP. */
  static final class NotRespException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotRespException(String line) {
      super("not RESP: " + line);
    }
  }

  private final boolean inlineAllowed;
  private final Deque<Long> missing = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream bulk = new ByteArrayOutputStream();
  private final List<String> elements = new ArrayList<>();
  private long bulkLeft;
  private char type;
  private long size;
  private boolean ended = true;

  private RespReader(boolean inlineAllowed) {
    this.inlineAllowed = inlineAllowed;
  }

  /** One of what a client sends, where a line without a type is a command too. */
  static RespReader ofRequests() {
    return new RespReader(true);
  }

  static RespReader ofReplies() {
    return new RespReader(false);
  }

  /** Takes bytes up to the end of one value, and says whether that was reached. */
  boolean read(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (bulkLeft > 0) {
        ended = readBulk(in) && valueEnded();
      } else {
        ended = readLine(in.get());
      }
      if (ended) {
        return true;
      }
    }
    return false;
  }

  /** Whether the next byte begins a value. */
  boolean isBetween() {
    return ended;
  }

  /** The first byte of the present value, or of the last one between two. */
  char type() {
    return type;
  }

  /** How many elements the value has. */
  long size() {
    return size;
  }

  /** The first elements of the value, with a char for each byte; those of nested ones are not. */
  List<String> elements() {
    return List.copyOf(elements);
  }

  private boolean readBulk(ByteBuffer in) {
    int n = (int) Math.min(bulkLeft, in.remaining());
    byte[] bytes = new byte[n];
    in.get(bytes);
    if (isKept() && bulk.size() < LONGEST_KEPT) {
      bulk.write(bytes, 0, (int) Math.max(0, Math.min(n, bulkLeft - 2)));
    }
    bulkLeft -= n;
    if (bulkLeft == 0) {
      keep(bulk.toString(ISO_8859_1));
      bulk.reset();
    }
    return bulkLeft == 0;
  }

  private boolean readLine(byte next) {
    if (ended) {
      type = (char) (next & 0xff);
      size = 0;
      elements.clear();
      ended = false;
    }
    if (next != '\n') {
      line.write(next);
      if (line.size() > LONGEST_LINE) {
        throw new NotRespException("a line without an end");
      }
      return false;
    }
    String text = line.toString(ISO_8859_1).stripTrailing();
    line.reset();
    return onLine(text);
  }

  private boolean onLine(String text) {
    char first = text.isEmpty() ? '\n' : text.charAt(0);
    return switch (first) {
      case '+', '-', ':', '_', '#', ',', '(' -> scalar(text.substring(1));
      case '$', '!', '=' -> bulk(length(text));
      case '*', '~', '>' -> aggregate(length(text));
      case '%' -> aggregate(2 * length(text));
      case '|' -> aggregate(2 * length(text) + 1); // what it describes follows
      default -> inline(text);
    };
  }

  private static long length(String text) {
    try {
      return Long.parseLong(text.substring(1));
    } catch (NumberFormatException e) {
      throw new NotRespException(text);
    }
  }

  private boolean scalar(String text) {
    keep(text);
    return valueEnded();
  }

  private boolean bulk(long length) {
    if (length < 0) {
      return scalar("");
    }
    bulkLeft = length + 2;
    return false;
  }

  private boolean aggregate(long length) {
    if (missing.isEmpty()) {
      size = Math.max(0, length);
    }
    if (length <= 0) {
      return valueEnded();
    }
    missing.push(length);
    return false;
  }

  private boolean inline(String text) {
    if (!inlineAllowed || !missing.isEmpty()) {
      throw new NotRespException(text);
    }
    List<String> words = List.of(text.split(" ", -1));
    elements.addAll(words.subList(0, Math.min(KEPT, words.size())));
    size = words.size();
    return true;
  }

  /** A value is one element of what it is in, and may be the last one of that. */
  private boolean valueEnded() {
    while (!missing.isEmpty()) {
      long left = missing.pop() - 1;
      if (left > 0) {
        missing.push(left);
        return false;
      }
    }
    return true;
  }

  private boolean isKept() {
    return missing.size() == 1 && elements.size() < KEPT;
  }

  private void keep(String text) {
    if (isKept()) {
      elements.add(text);
    }
  }
}
