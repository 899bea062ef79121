package io.distcomp.taskfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text bytes of a submission: decompressed, without a byte order mark, never more than the
 * limit. Private to the readers of this package.
 *
 * <p>Damaged or endless data look like an early end, with the reason in {@link #failure}; only a
 * failure of the stream below is an exception.
 */
final class Source extends InputStream {
  /** How much of the beginning {@link #peek} can show. */
  static final int PEEK = 64 * 1024;

  /** Why the text ended early. */
  record Failure(String code, String message) {}

  private final InputStream raw;
  private final PushbackInputStream text;
  private final List<String> notes = new ArrayList<>();
  private @Nullable Failure failure;

  Source(InputStream raw, Limits limits) throws IOException {
    this.raw = raw;
    PushbackInputStream start = new PushbackInputStream(raw, 2);
    byte[] magic = peek(start, 2);
    boolean gzip = starts(magic, 0x1f, 0x8b);
    InputStream data = gzip ? new Gunzip(start, limits.bytes()) : start;
    text = new PushbackInputStream(new Guard(data, limits.bytes()), PEEK);
    skipMark();
  }

  /** The next bytes without taking them, fewer than {@link #PEEK} only at the end. */
  byte[] peek() throws IOException {
    return peek(text, PEEK);
  }

  @Nullable Failure failure() {
    return failure;
  }

  List<String> notes() {
    return notes;
  }

  @Override
  public int read() throws IOException {
    return text.read();
  }

  @Override
  public int read(byte[] out, int from, int length) throws IOException {
    return text.read(out, from, length);
  }

  @Override
  public void close() throws IOException {
    try (raw) {
      text.close();
    }
  }

  private void skipMark() throws IOException {
    byte[] head = peek(text, 3);
    if (starts(head, 0xef, 0xbb, 0xbf)) {
      text.skipNBytes(3);
      notes.add("a byte order mark was skipped");
    }
    if (starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff)) {
      text.skipNBytes(head.length);
      failure = new Failure("E_ENCODING", "the file is UTF-16; save it as UTF-8");
    }
  }

  private static byte[] peek(PushbackInputStream in, int length) throws IOException {
    byte[] head = in.readNBytes(length);
    in.unread(head);
    return head;
  }

  private static boolean starts(byte[] head, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** Turns damaged and endless data into an early end. */
  private final class Guard extends InputStream {
    private final InputStream data;
    private final long limit;
    private long left;

    Guard(InputStream data, long limit) {
      this.data = data;
      this.limit = limit;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int from, int length) throws IOException {
      if (failure != null) {
        return -1;
      }
      try {
        return allowed(data.read(out, from, length));
      } catch (Gunzip.Broken e) {
        failure = new Failure("E_GZIP", String.valueOf(e.getMessage()));
        return -1;
      }
    }

    @Override
    public void close() throws IOException {
      data.close();
    }

    private int allowed(int read) {
      left -= Math.max(0, read);
      if (left >= 0) {
        return read;
      }
      failure =
          new Failure("E_TOO_LARGE", "more than " + limit + " bytes of text; split the submission");
      int kept = (int) (read + left);
      return kept == 0 ? -1 : kept;
    }
  }
}
