package io.distcomp.process;

import org.jspecify.annotations.Nullable;

/** Small decisions about what the system's calls answer. For every {@code Posix*} class. */
final class Posix {
  private Posix() {}

  /**
   * @throws IllegalStateException when the result is negative; names the call and the error
   */
  static int check(int result, String call) {
    if (result < 0) {
      throw new IllegalStateException(call + ": " + Libc.strerror(Libc.errno()));
    }
    return result;
  }

  /** Whether an error is the node's trouble and not the command's. */
  static boolean isNodesFault(int error) {
    return switch (error) {
      case Libc.EAGAIN, Libc.ENOMEM, Libc.ENFILE, Libc.EMFILE, Libc.ENOSPC -> true;
      default -> false;
    };
  }

  static void close(int fd) {
    int unused = Libc.close(fd);
  }

  static @Nullable Integer exitCode(int status) {
    return signal(status) == null ? (status >> 8) & 0xff : null;
  }

  static @Nullable Integer signal(int status) {
    int number = status & 0x7f;
    return number == 0 ? null : number;
  }
}
