package io.distcomp.process;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of one output stream. Belongs to the main loop's thread; when the output becomes
 * so long that it goes to a file, a {@link BulkStream} takes over, so that a slow disk delays no
 * other command's exit.
 */
final class PosixStream {
  /** The most a pipe may hold (pipe(7)): so much is read after the end, in reads of 64 KiB. */
  static final int LAST_READS = 16;

  private final PosixHost host;
  private final int fd;
  private final OutputCapture capture;
  private final Runnable onEnd;
  private final long token;
  private @Nullable BulkStream bulk;
  private boolean ended;

  /**
   * @param onEnd run on the main loop when the stream was read to its end and closed
   */
  PosixStream(PosixHost host, int fd, OutputCapture capture, Runnable onEnd) {
    this.host = host;
    this.fd = fd;
    this.capture = capture;
    this.onEnd = onEnd;
    this.token = host.main().newToken();
  }

  /** Begins; the one method for a starter's thread. False when the kernel refused. */
  boolean watch(NativeBuffer event) {
    return host.main().add(fd, token, this::readOnce, event);
  }

  private void readOnce() {
    boolean unused = read();
  }

  /** False when there is nothing to read now, or no longer here. */
  private boolean read() {
    ByteBuffer bytes = isHere() ? host.main().read(fd) : null;
    if (bytes == null) {
      return false;
    }
    if (!bytes.hasRemaining()) {
      end();
    } else if (capture.wouldWriteFile(bytes.remaining())) {
      handOver(bytes);
    } else {
      capture.append(bytes);
    }
    return isHere();
  }

  private boolean isHere() {
    return !ended && bulk == null;
  }

  /** Reads what is there; a command that has just ended has left no more than a pipe holds. */
  void readAvailable() {
    int reads = 0;
    while (reads < LAST_READS && read()) {
      reads++;
    }
  }

  private void handOver(ByteBuffer bytes) {
    host.main().remove(fd, token);
    byte[] pending = new byte[bytes.remaining()];
    bytes.get(pending);
    BulkStream next =
        new BulkStream(host.bulk(), fd, capture, () -> host.main().execute(this::onBulkEnd));
    bulk = next;
    host.bulk().execute(() -> next.begin(pending));
  }

  private void onBulkEnd() {
    ended = true;
    onEnd.run();
  }

  private void end() {
    host.main().remove(fd, token);
    Posix.close(fd);
    ended = true;
    onEnd.run();
  }

  /** Takes what the pipe holds and closes it, though its other end may still be open. */
  void finish() {
    readAvailable();
    if (bulk != null) {
      host.bulk().execute(bulk::finish);
    } else if (!ended) {
      end();
    }
  }

  boolean ended() {
    return ended;
  }
}
