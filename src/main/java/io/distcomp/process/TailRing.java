package io.distcomp.process;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The last bytes of a stream, at most a limit. Not safe for threads: its owner locks. */
final class TailRing {
  private static final int FIRST_SIZE = 4096;

  private final int limit;
  private byte[] ring = new byte[0];
  private int start;
  private int size;

  TailRing(int limit) {
    this.limit = limit;
  }

  /** Takes all remaining bytes and forgets the oldest that no longer fit. */
  void append(ByteBuffer bytes) {
    if (bytes.remaining() > limit) {
      bytes.position(bytes.limit() - limit);
    }
    grow(bytes.remaining());
    int excess = Math.max(0, size + bytes.remaining() - ring.length);
    start = excess == size ? 0 : (start + excess) % Math.max(1, ring.length);
    size -= excess;
    while (bytes.hasRemaining()) {
      copyIn(bytes);
    }
  }

  private void copyIn(ByteBuffer bytes) {
    int at = (start + size) % ring.length;
    int count = Math.min(bytes.remaining(), ring.length - at);
    bytes.get(ring, at, count);
    size += count;
  }

  /** The ring only wraps at its full size, so growing is a plain copy. */
  private void grow(int more) {
    int wanted = Math.min(limit, size + more);
    if (wanted > ring.length) {
      int doubled = Math.max(FIRST_SIZE, Math.max(wanted, 2 * ring.length));
      ring = Arrays.copyOf(ring, Math.min(limit, doubled));
    }
  }

  /** The last {@code max} bytes, oldest first. */
  byte[] last(int max) {
    byte[] out = new byte[Math.min(max, size)];
    int from = ring.length == 0 ? 0 : (start + size - out.length) % ring.length;
    int first = Math.min(out.length, ring.length - from);
    System.arraycopy(ring, from, out, 0, first);
    System.arraycopy(ring, 0, out, first, out.length - first);
    return out;
  }

  int size() {
    return size;
  }
}
