package bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks into the embedded Redis of a node: how much memory it uses, and for what. */
final class RedisPeek implements AutoCloseable {

  private static final int SETTLE_MILLISECONDS = 1000;
  private static final double SETTLED = 0.001;

  private final Socket socket;
  private final InputStream in;

  RedisPeek(Node node) throws IOException {
    List<String> conf = Files.readAllLines(conf(node.home()));
    int port = Integer.parseInt(value(conf, "port"));
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    in = new BufferedInputStream(socket.getInputStream());
    ask("AUTH", value(conf, "requirepass"));
  }

  private static Path conf(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(file -> file.endsWith("redis.conf")).findFirst().orElseThrow();
    }
  }

  private static String value(List<String> conf, String key) {
    return conf.stream()
        .filter(line -> line.startsWith(key + " "))
        .map(line -> line.substring(key.length() + 1).replace("\"", ""))
        .findFirst()
        .orElseThrow();
  }

  /** Bytes, once two readings with a second between them say nearly the same. */
  long usedMemory() throws IOException {
    long before = -1;
    long now = used();
    while (Math.abs(now - before) > now * SETTLED) {
      Programs.pause(SETTLE_MILLISECONDS);
      before = now;
      now = used();
    }
    return now;
  }

  private long used() throws IOException {
    return ((String) ask("INFO", "memory"))
        .lines()
        .filter(line -> line.startsWith("used_memory:"))
        .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  /** Bytes of all keys whose names begin alike, such as {@code todo}. */
  Map<String, Long> byKind() throws IOException {
    Map<String, Long> kinds = new TreeMap<>();
    String cursor = "0";
    do {
      List<?> page = (List<?>) ask("SCAN", cursor, "COUNT", "1000");
      cursor = (String) page.get(0);
      for (Object key : (List<?>) page.get(1)) {
        Object bytes = ask("MEMORY", "USAGE", (String) key, "SAMPLES", "0");
        kinds.merge(((String) key).split(":")[2], (Long) bytes, Long::sum);
      }
    } while (!cursor.equals("0"));
    return kinds;
  }

  private Object ask(String... words) throws IOException {
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      request.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    return answer();
  }

  private Object answer() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> text(Integer.parseInt(rest));
      case '*' -> list(Integer.parseInt(rest));
      default -> throw new IOException(line);
    };
  }

  private List<Object> list(int size) throws IOException {
    List<Object> answers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      answers.add(answer());
    }
    return answers;
  }

  private String text(int length) throws IOException {
    byte[] bytes = in.readNBytes(length + 2);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("Redis has closed the connection");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
