package io.distcomp.process;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Reads {@code struct rusage}. Its peak memory is not used: after a vfork-style start it contains
 * the parent's own.
 */
final class Usage {
  /** Where it begins in the buffer, behind the status. */
  static final int AT = 16;

  private static final int SIZE = 144;

  private Usage() {}

  static NativeBuffer newBuffer() {
    return new NativeBuffer(AT + SIZE);
  }

  /** User and system time together. */
  static Duration cpu(NativeBuffer buffer) {
    return time(buffer.bytes(), AT).plus(time(buffer.bytes(), AT + 16));
  }

  private static Duration time(ByteBuffer bytes, int at) {
    return Duration.ofSeconds(bytes.getLong(at), 1000 * bytes.getLong(at + 8));
  }
}
