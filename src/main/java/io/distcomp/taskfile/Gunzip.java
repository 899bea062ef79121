package io.distcomp.taskfile;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses a gzip stream with all its members. Private to {@link Source}.
 *
 * <p>The JDK's own reader asks {@code available()} whether another member follows, so it loses
 * members of a slow stream, and it takes a damaged further member for the end.
 */
final class Gunzip extends InputStream {
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final InputStream raw;
  private final long limit;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] in = new byte[16 * 1024];
  private int at;
  private int end;
  private long taken;
  private boolean inMember;
  private boolean any;
  private boolean done;

  /** What is wrong with the compressed data, as opposed to a failure to read them. */
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  /** Reads at most {@code limit} compressed bytes. */
  Gunzip(InputStream raw, long limit) {
    this.raw = raw;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int from, int length) throws IOException {
    while (length > 0 && !done) {
      if (!inMember && !begin()) {
        done = true;
        break;
      }
      int n = inflate(out, from, length);
      if (n > 0) {
        crc.update(out, from, n);
        return n;
      }
    }
    return length == 0 ? 0 : -1;
  }

  @Override
  public void close() throws IOException {
    done = true;
    inflater.end();
    raw.close();
  }

  private int inflate(byte[] out, int from, int length) throws IOException {
    if (inflater.needsInput()) {
      require(at < end || fill());
      inflater.setInput(in, at, end - at);
      at = end;
    }
    int n = inflated(out, from, length);
    if (n == 0 && inflater.needsDictionary()) {
      throw new Broken("the gzip data need a dictionary");
    }
    if (n == 0 && inflater.finished()) {
      finish();
    }
    return n;
  }

  private int inflated(byte[] out, int from, int length) throws Broken {
    try {
      return inflater.inflate(out, from, length);
    } catch (DataFormatException e) {
      throw new Broken("the gzip data are damaged");
    }
  }

  private boolean begin() throws IOException {
    if (!findMember()) {
      return false;
    }
    header();
    inflater.reset();
    crc.reset();
    any = true;
    inMember = true;
    return true;
  }

  private boolean findMember() throws IOException {
    int first = any ? skipPadding() : next();
    if (first < 0) {
      return false;
    }
    if (first != 0x1f || need() != 0x8b) {
      throw new Broken("bytes that are not gzip follow the compressed data");
    }
    return true;
  }

  /** Tape blocks are filled with zeros, and gzip itself ignores them. */
  private int skipPadding() throws IOException {
    int b = next();
    while (b == 0) {
      b = next();
    }
    return b;
  }

  private void header() throws IOException {
    int method = need();
    int flags = need();
    if (method != 8 || (flags & RESERVED) != 0) {
      throw new Broken("the gzip header is of an unknown kind");
    }
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(need() | need() << 8);
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    skip((flags & HEADER_CRC) != 0 ? 2 : 0);
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      require(next() >= 0);
    }
  }

  private void skipText(boolean present) throws IOException {
    while (present) {
      present = need() != 0;
    }
  }

  private void finish() throws IOException {
    at = end - inflater.getRemaining();
    long sum = four();
    long size = four();
    if (sum != crc.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new Broken("the gzip check sum does not match the data");
    }
    inMember = false;
  }

  private long four() throws IOException {
    return need() | need() << 8 | need() << 16 | (long) need() << 24;
  }

  private int need() throws IOException {
    int b = next();
    require(b >= 0);
    return b;
  }

  private static void require(boolean more) throws Broken {
    if (!more) {
      throw new Broken("the gzip data end too early");
    }
  }

  private int next() throws IOException {
    return at < end || fill() ? in[at++] & 0xff : -1;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, raw.read(in, 0, in.length));
    taken += end;
    if (taken > limit) {
      throw new Broken("the compressed data exceed " + limit + " bytes");
    }
    return end > 0;
  }
}
