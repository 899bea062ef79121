package io.distcomp.process;

import java.nio.ByteBuffer;

/**
 * The rest of a long output: read, counted, and written to its file. Belongs to the bulk loop's
 * thread.
 */
final class BulkStream {
  private final EpollLoop loop;
  private final int fd;
  private final OutputCapture capture;
  private final Runnable onEnd;
  private final long token;
  private boolean ended;

  /**
   * @param onEnd run on the bulk loop when the stream and its file are closed
   */
  BulkStream(EpollLoop loop, int fd, OutputCapture capture, Runnable onEnd) {
    this.loop = loop;
    this.fd = fd;
    this.capture = capture;
    this.onEnd = onEnd;
    this.token = loop.newToken();
  }

  /** Takes what the main loop has read and goes on from there. */
  void begin(byte[] pending) {
    capture.append(ByteBuffer.wrap(pending));
    if (!loop.add(fd, token, this::readOnce, loop.ownEvent())) {
      // Nobody would read it, and a writer that is never read hangs: better a broken pipe.
      end();
    }
  }

  private void readOnce() {
    boolean unused = read();
  }

  private boolean read() {
    ByteBuffer bytes = ended ? null : loop.read(fd);
    if (bytes == null) {
      return false;
    }
    if (bytes.hasRemaining()) {
      capture.append(bytes);
    } else {
      end();
    }
    return !ended;
  }

  /** Takes what the pipe holds and closes it, though its other end may still be open. */
  void finish() {
    int reads = 0;
    while (reads < PosixStream.LAST_READS && read()) {
      reads++;
    }
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      loop.remove(fd, token);
      Posix.close(fd);
      capture.closeFile();
      onEnd.run();
    }
  }
}
