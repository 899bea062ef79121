package io.distcomp.api;

import io.distcomp.task.CapturedStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What is left of a stream when only its head and tail are at hand. Pure; for {@link OutputSender}.
 *
 * @param offset where the reader stands: bytes before it were sent already
 */
record OutputPieces(CapturedStream stream, long offset) {

  /** The head's bytes from the offset on. */
  byte[] head() {
    return from(stream.head(), 0);
  }

  /** The tail's bytes from the offset on. */
  byte[] tail() {
    return from(stream.tail(), tailStart());
  }

  /** Bytes after the head, the offset, and before the tail. */
  long missing() {
    return Math.max(0, tailStart() - Math.max(offset, stream.head().length));
  }

  private long tailStart() {
    return Math.max(stream.head().length, stream.length() - stream.tail().length);
  }

  private byte[] from(byte[] part, long start) {
    long skip = Math.min(Math.max(0, offset - start), part.length);
    return skip == 0 ? part : Arrays.copyOfRange(part, (int) skip, part.length);
  }

  /** A line that nobody takes for output of the command. */
  static byte[] mark(String text) {
    return ("\n[distcomp: " + text + "]\n").getBytes(StandardCharsets.UTF_8);
  }
}
