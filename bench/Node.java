package bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A node in its own process with its own HOME, its embedded Redis and a free port. */
final class Node implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(180);
  private static final int STOP_SECONDS = 60;

  private final Path home;
  private final Process process;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final double readyMilliseconds;

  /** Returns when it is ready. Extra conf.json keys override the bench's own; values are JSON. */
  Node(Map<String, String> conf) throws IOException, InterruptedException {
    this(program(), conf);
  }

  /** The same, by another way to call the program. */
  Node(List<String> program, Map<String, String> conf) throws IOException, InterruptedException {
    home = Files.createTempDirectory("distcomp-bench-");
    int port = freePort();
    base = URI.create("http://127.0.0.1:" + port);
    Path file = Files.writeString(home.resolve("conf.json"), conf(port, conf));
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("-conf", file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HOME", home.toString());
    builder.redirectErrorStream(true).redirectOutput(home.resolve("node.log").toFile());
    long start = System.nanoTime();
    process = builder.start();
    try {
      awaitReady(start);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    readyMilliseconds = (System.nanoTime() - start) / 1e6;
  }

  /** From the start of the process to the first "ok" of /health/ready. */
  double readyMilliseconds() {
    return readyMilliseconds;
  }

  /**
   * Returns when it is through with its start, of which compilers and first requests go on for
   * seconds: half a second with less than a tenth of a core.
   */
  void settle() throws IOException, InterruptedException {
    double seen = Programs.cpuSeconds(process.pid());
    double now = seen + 1;
    while (now - seen > 0.05) {
      seen = now;
      Programs.pause(500);
      now = Programs.cpuSeconds(process.pid());
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  URI base() {
    return base;
  }

  Path home() {
    return home;
  }

  /** Fails on any status but 2xx. */
  String get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  /** Fails on any status but 2xx. */
  String post(String path, String type, String body) throws IOException, InterruptedException {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
  }

  /**
   * Fails when the queue does not balance: each task, index and counter, as {@code doctor} sees them.
   * Speed that leaves something out is none.
   */
  void examine() throws IOException, InterruptedException {
    ProcessBuilder doctor =
        new ProcessBuilder(
            java(), "-jar", jar(), "doctor", "-conf", home.resolve("conf.json").toString());
    doctor.environment().put("HOME", home.toString());
    Process process = doctor.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String found = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException("the books do not balance:\n" + found);
    }
  }

  /** Stops it as an operator does, and removes everything that it has written. */
  @Override
  public void close() throws IOException {
    process.destroy();
    if (process.onExit().completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS).join() == null) {
      process.destroyForcibly().onExit().join();
    }
    Programs.remove(home);
  }

  /** The words that call the jar. */
  static List<String> program() {
    return List.of(java(), "-jar", jar());
  }

  static String jar() {
    return System.getProperty("distcomp.jar", "target/distcomp-fat.jar");
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(base.resolve("/api/v1" + path))
        .header("Authorization", "Bearer " + Files.readString(home.resolve("token")).strip())
        .timeout(READY);
  }

  private String send(HttpRequest.Builder builder) throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() / 100 != 2) {
      throw new IOException(request.uri() + ": " + response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private void awaitReady(long start) throws IOException, InterruptedException {
    HttpRequest ready = HttpRequest.newBuilder(base.resolve("/health/ready")).build();
    while (!isReady(ready)) {
      if (!process.isAlive() || System.nanoTime() - start > READY.toNanos()) {
        throw new IOException(
            "the node is not ready. Its log:\n" + Files.readString(home.resolve("node.log")));
      }
      Programs.pause(2);
    }
  }

  private boolean isReady(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false; // nobody listens yet
    }
  }

  private String conf(int port, Map<String, String> more) {
    Map<String, String> keys = new TreeMap<>();
    keys.put("redis_host", "\"embedded\"");
    keys.put("redis_port", "0");
    keys.put("node_name", "\"bench-" + ProcessHandle.current().pid() + "\"");
    keys.put("data_dir", Json.quote(home.resolve("data").toString()));
    keys.put("result_dir", Json.quote(home.resolve("results").toString()));
    keys.put("http_port", String.valueOf(port));
    keys.put("http_token_file", Json.quote(home.resolve("token").toString()));
    keys.put("cluster_enabled", "false");
    keys.putAll(more);
    List<String> lines = new ArrayList<>();
    keys.forEach((key, value) -> lines.add("  " + Json.quote(key) + ": " + value));
    return "{\n" + String.join(",\n", lines) + "\n}\n";
  }
}
