package io.distcomp.taskfile;

import java.io.InputStream;
import java.util.Arrays;

/** The same byte again and again. For the tests of this package. */
final class Endless extends InputStream {
  private final byte value;
  private long left;

  Endless(char value, long count) {
    this.value = (byte) value;
    this.left = count;
  }

  @Override
  public int read() {
    return left-- > 0 ? value : -1;
  }

  @Override
  public int read(byte[] out, int from, int length) {
    if (left <= 0) {
      return -1;
    }
    int n = (int) Math.min(left, length);
    Arrays.fill(out, from, from + n, value);
    left -= n;
    return n;
  }
}
