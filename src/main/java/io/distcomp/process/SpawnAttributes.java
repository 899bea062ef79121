package io.distcomp.process;

/**
 * The attributes of every start: an own session, no blocked signal, every signal with its default
 * meaning. Made once by each starter and reused.
 */
final class SpawnAttributes {
  private static final short SETSIGDEF = 0x04;
  private static final short SETSIGMASK = 0x08;
  private static final short SETSID = 0x80;

  /** Signals 32 and 33 are glibc's own and refused by it. */
  private static final long ALL_BUT_RESERVED = ~(3L << 31);

  // Both structures are opaque; these are more than any glibc needs.
  private static final int ATTRIBUTES_SIZE = 1024;
  private static final int SIGNAL_SET_SIZE = 128;

  private final NativeBuffer memory = new NativeBuffer(ATTRIBUTES_SIZE);

  SpawnAttributes() {
    NativeBuffer set = new NativeBuffer(SIGNAL_SET_SIZE);
    long attributes = memory.address();
    require(Libc.posix_spawnattr_init(attributes));
    require(Libc.posix_spawnattr_setflags(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID)));
    require(Libc.posix_spawnattr_setsigmask(attributes, set.address()));
    set.bytes().putLong(0, ALL_BUT_RESERVED);
    require(Libc.posix_spawnattr_setsigdefault(attributes, set.address()));
  }

  private static void require(int result) {
    if (result != 0) {
      throw new IllegalStateException("posix_spawnattr: " + Libc.strerror(result));
    }
  }

  long address() {
    return memory.address();
  }
}
