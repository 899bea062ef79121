package io.distcomp.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A connection on which a test sees the bytes as they are. Made by a test; one thread at a time.
 */
final class RawRedis implements AutoCloseable {

  private static final int PATIENCE_MS = 10_000;

  private final Socket socket;
  private final InputStream in;

  RawRedis(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
  }

  static byte[] encoded(List<String> command) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("*" + command.size() + "\r\n").getBytes(UTF_8));
    for (String word : command) {
      byte[] content = word.getBytes(UTF_8);
      bytes.writeBytes(("$" + content.length + "\r\n").getBytes(UTF_8));
      bytes.writeBytes(content);
      bytes.writeBytes("\r\n".getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  RawRedis send(String... command) throws IOException {
    return write(encoded(List.of(command)));
  }

  RawRedis write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The next value as it was sent; empty when the other side has ended. */
  String value() throws IOException {
    RespReader reader = RespReader.ofReplies();
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    boolean ended = false;
    while (!ended) {
      int next = in.read();
      if (next < 0) {
        return value.toString(UTF_8);
      }
      value.write(next);
      ended = reader.read(ByteBuffer.wrap(new byte[] {(byte) next}));
    }
    return value.toString(UTF_8);
  }

  /** Sends and waits for the answer. */
  String call(String... command) throws IOException {
    return send(command).value();
  }

  byte[] bytes(int n) throws IOException {
    return in.readNBytes(n);
  }

  /** What one look at the socket shows. */
  int readSome() throws IOException {
    return in.read(new byte[4096]);
  }

  byte[] allBytes() throws IOException {
    return in.readAllBytes();
  }

  /** Whether nothing comes for so long, neither bytes nor an end. */
  boolean isSilentFor(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      in.read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MS);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
