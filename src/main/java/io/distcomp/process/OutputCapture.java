package io.distcomp.process;

import io.distcomp.process.Command.OutputLimits;
import io.distcomp.task.CapturedStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of a command wrote: head and tail in memory, which grow with what was written,
 * and a file once the head is full. One thread at a time appends; any thread may ask for the tail.
 */
final class OutputCapture {
  private static final byte[] NOTHING = {};
  private static final int FIRST_SIZE = 1024;

  private final OutputLimits limits;
  private final String ending;
  private byte[] head = NOTHING;
  private int headSize;
  private @Nullable TailRing tail;
  private long length;
  private @Nullable OutputFile file;

  OutputCapture(OutputLimits limits, String ending) {
    this.limits = limits;
    this.ending = ending;
  }

  /** Whether taking that many bytes writes to a disk, which may be slow. */
  boolean wouldWriteFile(int more) {
    return limits.fileBytes() > 0 && length + more > limits.inlineBytes();
  }

  /** Takes all remaining bytes. */
  void append(ByteBuffer bytes) {
    if (wouldWriteFile(bytes.remaining())) {
      openFile().write(bytes.duplicate());
    }
    keep(bytes);
  }

  private OutputFile openFile() {
    OutputFile open = file;
    if (open == null) {
      open = new OutputFile(limits.directory(), limits.name() + ending, limits.fileBytes());
      // Up to here the head is all there was.
      open.write(ByteBuffer.wrap(head, 0, headSize));
      file = open;
    }
    return open;
  }

  private synchronized void keep(ByteBuffer bytes) {
    length += bytes.remaining();
    int room = Math.min(bytes.remaining(), limits.inlineBytes() - headSize);
    if (room > 0) {
      growHead(headSize + room);
      bytes.get(head, headSize, room);
      headSize += room;
    }
    if (bytes.hasRemaining()) {
      ring().append(bytes);
    }
  }

  private void growHead(int wanted) {
    if (wanted > head.length) {
      int doubled = Math.max(FIRST_SIZE, Math.max(wanted, 2 * head.length));
      head = Arrays.copyOf(head, Math.min(limits.inlineBytes(), doubled));
    }
  }

  private TailRing ring() {
    if (tail == null) {
      tail = new TailRing(limits.inlineBytes());
    }
    return tail;
  }

  /** The last bytes so far, at most {@code max}. */
  synchronized byte[] last(int max) {
    byte[] ring = tail == null ? NOTHING : tail.last(max);
    if (ring.length == max || headGap() > 0) {
      return ring;
    }
    int fromHead = Math.min(headSize, max - ring.length);
    byte[] out = new byte[fromHead + ring.length];
    System.arraycopy(head, headSize - fromHead, out, 0, fromHead);
    System.arraycopy(ring, 0, out, fromHead, ring.length);
    return out;
  }

  /** How many bytes between head and tail are no longer in memory. */
  private long headGap() {
    return length - headSize - (tail == null ? 0 : tail.size());
  }

  synchronized long length() {
    return length;
  }

  void closeFile() {
    if (file != null) {
      file.close();
    }
  }

  /** The final result. The appending must be over and the file closed. */
  synchronized CapturedStream result() {
    if (length == 0) {
      return CapturedStream.EMPTY;
    }
    byte[] ring = tail == null ? NOTHING : tail.last(limits.inlineBytes());
    byte[] start = headSize == head.length ? head : Arrays.copyOf(head, headSize);
    return file == null
        ? new CapturedStream(start, ring, length, null, 0)
        : new CapturedStream(start, ring, length, file.nameIfAny(), file.length());
  }

  @Nullable String error() {
    return file == null ? null : file.error();
  }
}
