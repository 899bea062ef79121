package io.distcomp.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes on their way to one end of a connection, and the end of them. Used by {@link
 * ProxyLink}, on the proxy's thread alone.
 */
final class ProxyFlow {

  /** It never needs a look. */
  static final long NEVER = Long.MAX_VALUE;

  /** More is not read until some is passed on. */
  private static final int MOST_BYTES = 1 << 20;

  /** Other connections get their turn after as many writes. */
  private static final int MOST_WRITES = 2048;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private enum Kind {
    BYTES,
    END,
    RESET
  }

  private record Piece(Kind kind, ByteBuffer bytes, long dueNanos) {}

  private final SocketChannel sink;
  private final ProxyState.Treatment treatment;
  private final Runnable reset;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private long queued;
  private long heldUntil;
  private long pacedUntil;
  private boolean full;
  private boolean ended;

  /** {@code reset} is run when the reset of the other end arrives here. */
  ProxyFlow(SocketChannel sink, ProxyState.Treatment treatment, Runnable reset) {
    this.sink = sink;
    this.treatment = treatment;
    this.reset = reset;
    pacedUntil = System.nanoTime();
    heldUntil = pacedUntil;
  }

  void send(ByteBuffer bytes) {
    if (!ended) {
      queued += bytes.remaining();
      add(Kind.BYTES, bytes);
    }
  }

  void sendEnd() {
    add(Kind.END, NOTHING);
  }

  void sendReset() {
    add(Kind.RESET, NOTHING);
  }

  private void add(Kind kind, ByteBuffer bytes) {
    hold(treatment.delayNanos);
    pieces.add(new Piece(kind, bytes, heldUntil));
  }

  /** What is sent from now on arrives later by this much. */
  void hold(long nanos) {
    heldUntil = Math.max(heldUntil, System.nanoTime() + nanos);
  }

  /** Nobody is there to take what is on its way. */
  void abandon() {
    pieces.clear();
    queued = 0;
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  boolean hasRoom() {
    return queued < MOST_BYTES;
  }

  /** Whether the socket takes no more at the moment. */
  boolean isFull() {
    return full;
  }

  /** Passes on what may be now; returns in how many nanoseconds there is more to do. */
  long work() throws IOException {
    full = false;
    for (int writes = 0; writes < MOST_WRITES; writes++) {
      if (ended || treatment.blocked || pieces.isEmpty()) {
        return NEVER;
      }
      Piece next = pieces.peek();
      long early = Math.max(next.dueNanos, pacedUntil) - System.nanoTime();
      if (early > 0) {
        return early;
      }
      passOn(next);
      if (full) {
        return NEVER;
      }
    }
    return 0;
  }

  private void passOn(Piece piece) throws IOException {
    switch (piece.kind) {
      case BYTES -> write(piece.bytes);
      case END -> {
        abandon();
        sink.shutdownOutput();
      }
      case RESET -> {
        abandon();
        reset.run();
      }
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    int most = Math.min(bytes.remaining(), treatment.slice);
    int written = sink.write(bytes.slice(bytes.position(), most));
    bytes.position(bytes.position() + written);
    queued -= written;
    full = written < most;
    if (treatment.bytesPerSecond > 0) {
      pacedUntil = System.nanoTime() + written * 1_000_000_000L / treatment.bytesPerSecond;
    }
    if (!bytes.hasRemaining()) {
      pieces.remove();
    }
  }
}
