package io.distcomp.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * One blocking connection to a Redis server that shows every reply as text; for the handful of
 * commands that control a server. Used by one thread at a time; the queue has its own client.
 */
public final class RespClient implements AutoCloseable {

  private static final int LONGEST_LINE = 64 * 1024;

  private final Socket socket;
  private final InputStream in;

  private RespClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** An error reply: the server is there and refuses. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private Refused(String message) {
      super(message);
    }
  }

  /**
   * Connects.
   *
   * @param timeout for the connection and for each reply
   * @throws IOException when nothing answers there
   */
  public static RespClient connect(String host, int port, Duration timeout) throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.setSoTimeout(millis);
      return new RespClient(socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Sends one command and waits for its reply as text: nil is empty, an array has one line per
   * element.
   *
   * @throws Refused for an error reply
   * @throws IOException when the connection breaks or the reply is late
   */
  @CanIgnoreReturnValue // most commands only succeed or throw
  public String call(String... command) throws IOException {
    socket.getOutputStream().write(encoded(command));
    return reply();
  }

  private static byte[] encoded(String... command) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("*" + command.length + "\r\n").getBytes(UTF_8));
    for (String word : command) {
      byte[] content = word.getBytes(UTF_8);
      bytes.writeBytes(("$" + content.length + "\r\n").getBytes(UTF_8));
      bytes.writeBytes(content);
      bytes.writeBytes(new byte[] {'\r', '\n'});
    }
    return bytes.toByteArray();
  }

  private String reply() throws IOException {
    String line = line();
    if (line.isEmpty()) {
      throw new IOException("not a Redis reply: an empty line");
    }
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '-' -> throw new Refused(rest);
      case '$' -> bulk(length(rest));
      case '*' -> array(length(rest));
      default -> throw new IOException("not a Redis reply");
    };
  }

  private static int length(String text) throws IOException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IOException("not a Redis reply", e);
    }
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return "";
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length || in.readNBytes(2).length < 2) {
      throw new EOFException("the connection ended inside a reply");
    }
    return new String(content, UTF_8);
  }

  private String array(int length) throws IOException {
    StringJoiner lines = new StringJoiner("\n");
    for (int i = 0; i < length; i++) {
      lines.add(reply());
    }
    return lines.toString();
  }

  private String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || bytes.size() > LONGEST_LINE) {
        throw new EOFException("the connection ended inside a reply");
      }
      bytes.write(b);
    }
    return bytes.toString(UTF_8).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
