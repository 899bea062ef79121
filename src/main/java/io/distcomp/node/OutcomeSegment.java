package io.distcomp.node;

import io.distcomp.task.AttemptReport;
import io.distcomp.task.TaskId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The form of one file of the spool, and a walk over one: a header, then for each outcome a mark, a
 * length, a checksum and the bytes. Damage costs only what it hits: the walk goes on at the next
 * whole record. Confined to one thread.
 */
final class OutcomeSegment {

  /** {@code DCSPOOL} and the version of the form. */
  private static final long HEADER = 0x44_43_53_50_4F_4F_4C_01L;

  private static final int MARK = 0x9F_0D_C0_17;
  static final int HEADER_BYTES = Long.BYTES;
  static final int FRAME_BYTES = 3 * Integer.BYTES;

  /**
   * A part of a file that holds no whole record.
   *
   * @param task whose outcome it was, where that can still be read
   * @param torn the file ends within it: the last write was cut off
   */
  record Damage(int from, int to, @Nullable TaskId task, boolean torn) {
    @Override
    public String toString() {
      return "bytes " + from + " to " + to + (task == null ? "" : ", the outcome of task " + task);
    }
  }

  /** The bytes are something else. */
  static final class ForeignException extends IOException {
    private static final long serialVersionUID = 1;

    ForeignException() {
      super("it does not begin as a file of outcomes of this version does");
    }
  }

  private final ByteBuffer file;
  private final List<Damage> damages = new ArrayList<>();
  private int at = HEADER_BYTES;
  private @Nullable AttemptReport next;

  /**
   * Walks over the bytes of one file.
   *
   * @throws ForeignException when they are no file of the spool, or one of another version
   */
  OutcomeSegment(byte[] bytes) throws ForeignException {
    file = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER_BYTES) { // the node died before it had written anything
      damages.add(new Damage(0, bytes.length, null, true));
      at = bytes.length;
    } else if (file.getLong(0) != HEADER) {
      throw new ForeignException();
    }
  }

  /** What a new file begins with. */
  static ByteBuffer header() {
    return ByteBuffer.allocate(HEADER_BYTES).putLong(HEADER).flip();
  }

  /** One outcome as it is appended. */
  static ByteBuffer frame(byte[] record) {
    return ByteBuffer.allocate(FRAME_BYTES + record.length)
        .putInt(MARK)
        .putInt(record.length)
        .putInt(checksum(record, 0, record.length))
        .put(record)
        .flip();
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** Whether there is a further outcome; steps over damage to find it. */
  boolean hasNext() {
    while (next == null && at < file.limit()) {
      walk();
    }
    return next != null;
  }

  /** The next outcome, after {@link #hasNext} has found it. */
  AttemptReport next() {
    AttemptReport found = Objects.requireNonNull(next);
    next = null;
    return found;
  }

  /** How many outcomes are left; the walk is over then. */
  int count() {
    int count = 0;
    while (hasNext()) {
      next = null;
      count++;
    }
    return count;
  }

  private void walk() {
    int from = at;
    while (at < file.limit() && !isWhole(at)) {
      at++;
    }
    if (at > from) {
      note(from, at, at == file.limit() && isCutOff(from));
    }
    if (at < file.limit()) {
      read(at);
    }
  }

  private void read(int place) {
    int length = file.getInt(place + Integer.BYTES);
    at = place + FRAME_BYTES + length;
    try {
      next = OutcomeCodec.decode(record(place, length));
    } catch (IOException e) { // as it was written, but not by this version
      note(place, at, false);
    }
  }

  private boolean isWhole(int place) {
    int room = file.limit() - place - FRAME_BYTES;
    if (room < 0 || file.getInt(place) != MARK) {
      return false;
    }
    int length = file.getInt(place + Integer.BYTES);
    return length >= 0
        && length <= room
        && file.getInt(place + 2 * Integer.BYTES)
            == checksum(file.array(), place + FRAME_BYTES, length);
  }

  /** Whether the file ends before this record does. */
  private boolean isCutOff(int place) {
    int room = file.limit() - place - FRAME_BYTES;
    return room < 0 || (file.getInt(place) == MARK && file.getInt(place + Integer.BYTES) > room);
  }

  private byte[] record(int place, int length) {
    int from = Math.min(place + FRAME_BYTES, file.limit());
    return Arrays.copyOfRange(file.array(), from, Math.min(from + length, file.limit()));
  }

  private void note(int from, int to, boolean torn) {
    damages.add(new Damage(from, to, OutcomeCodec.idOf(record(from, to - from)), torn));
  }

  /** What the walk has stepped over so far. */
  List<Damage> damages() {
    return List.copyOf(damages);
  }
}
