package io.distcomp.task;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a command wrote to one of its streams. Head and tail are at most the inline limit each;
 * bytes between them are in the file, if there is one. The arrays are shared, never changed.
 *
 * @param head the first bytes
 * @param tail the last bytes that are not part of the head; empty when the head is all there was
 * @param length how many bytes the command wrote in all
 * @param file where the text is, relative to the node's result_dir; null when head and tail are all
 * @param fileLength bytes kept in the file; less than {@code length} when the cap was reached
 */
@SuppressWarnings(
    "ArrayRecordComponent") // megabytes of output are not copied for the sake of immutability
public record CapturedStream(
    byte[] head, byte[] tail, long length, @Nullable String file, long fileLength) {

  public static final CapturedStream EMPTY =
      new CapturedStream(new byte[0], new byte[0], 0, null, 0);

  /** True when head and tail together are the whole text. */
  public boolean isWhole() {
    return head.length + tail.length == length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CapturedStream other
        && Arrays.equals(head, other.head)
        && Arrays.equals(tail, other.tail)
        && length == other.length
        && fileLength == other.fileLength
        && java.util.Objects.equals(file, other.file);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(head) * 31 + Long.hashCode(length);
  }

  @Override
  public String toString() {
    return "CapturedStream[length=" + length + ", file=" + file + "]";
  }
}
