package io.distcomp.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One blocking connection that sends many commands at once and keeps the shape of the replies. For
 * the oracle's own look at Redis; one thread.
 */
final class DirectRedis implements AutoCloseable {

  private final Socket socket = new Socket();
  private final InputStream in;

  DirectRedis(int port, Duration limit) {
    int millis = Math.toIntExact(limit.toMillis());
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
      socket.setSoTimeout(millis);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Object call(String... command) {
    return all(List.<String[]>of(command)).get(0);
  }

  /** The replies in order: a text, a number as text, a list, or null. An error reply is thrown. */
  List<Object> all(List<String[]> commands) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      commands.forEach(command -> encode(bytes, command));
      socket.getOutputStream().write(bytes.toByteArray());
      List<Object> replies = new ArrayList<>();
      for (int i = 0; i < commands.size(); i++) {
        replies.add(reply());
      }
      return replies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All keys of this pattern. */
  List<String> keys(String pattern) {
    List<String> found = new ArrayList<>();
    String cursor = "0";
    do {
      List<?> page = (List<?>) call("SCAN", cursor, "MATCH", pattern, "COUNT", "1000");
      cursor = (String) page.get(0);
      ((List<?>) page.get(1)).forEach(key -> found.add((String) key));
    } while (!cursor.equals("0"));
    return found.stream().distinct().sorted().toList();
  }

  /** Each second element by the one before it. */
  static Map<String, String> pairs(Object reply) {
    Map<String, String> pairs = new LinkedHashMap<>();
    List<?> flat = (List<?>) reply;
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return pairs;
  }

  private static void encode(ByteArrayOutputStream bytes, String... command) {
    bytes.writeBytes(("*" + command.length + "\r\n").getBytes(UTF_8));
    for (String word : command) {
      byte[] content = word.getBytes(UTF_8);
      bytes.writeBytes(("$" + content.length + "\r\n").getBytes(UTF_8));
      bytes.writeBytes(content);
      bytes.writeBytes(new byte[] {'\r', '\n'});
    }
  }

  private Object reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '-' -> throw new IOException("Redis refuses: " + rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("not a Redis reply: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    byte[] content = in.readNBytes(length);
    if (content.length < length || in.readNBytes(2).length < 2) {
      throw new EOFException("the connection ended inside a reply");
    }
    return new String(content, UTF_8);
  }

  private List<Object> array(int length) throws IOException {
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      list.add(reply());
    }
    return list;
  }

  private String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended");
      }
      bytes.write(b);
    }
    return bytes.toString(UTF_8).stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
