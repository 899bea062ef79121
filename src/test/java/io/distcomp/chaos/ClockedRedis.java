package io.distcomp.chaos;

import io.distcomp.redis.RespClient;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A redis-server whose wall clock a test can shift; that of the machine and of the nodes stays.
 * Made by a test, for one thread; needs the machine's own redis-server and a C compiler.
 */
final class ClockedRedis implements AutoCloseable {

  private static final Duration REPLY = Duration.ofSeconds(10);

  private final Path shift;
  private final int port;
  private final Process process;

  private ClockedRedis(Path shift, int port, Process process) {
    this.shift = shift;
    this.port = port;
    this.process = process;
  }

  /** What is missing to make one, or empty. */
  static Optional<String> missing() {
    return Stream.of("cc", "redis-server")
        .filter(program -> !isOnPath(program))
        .findFirst()
        .map(program -> "no " + program + " on the PATH");
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Starts one with its files in this folder, and returns when it answers. */
  static ClockedRedis start(Path folder) throws IOException {
    Path library = compile(folder);
    Path shift = Files.writeString(folder.resolve("shift"), "0");
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder("redis-server", "--port", "" + port, "--bind", "127.0.0.1");
    builder.command().addAll(List.of("--save", "", "--dir", folder.toString()));
    builder.environment().put("LD_PRELOAD", library.toString());
    builder.environment().put("SHIFTCLOCK", shift.toString());
    File log = folder.resolve("redis.log").toFile();
    Process process = builder.redirectErrorStream(true).redirectOutput(log).start();
    ClockedRedis redis = new ClockedRedis(shift, port, process);
    try {
      Awaitility.await("redis-server")
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> redis.seconds() > 0);
      return redis;
    } catch (RuntimeException e) {
      redis.close();
      throw e;
    }
  }

  private static Path compile(Path folder) throws IOException {
    Path source = folder.resolve("shiftclock.c");
    try (InputStream in = ClockedRedis.class.getResourceAsStream("/chaos/shiftclock.c")) {
      Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Path library = folder.resolve("shiftclock.so");
    Process cc =
        new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
            .inheritIO()
            .start();
    try {
      if (!cc.waitFor(1, TimeUnit.MINUTES) || cc.exitValue() != 0) {
        throw new IOException("cc does not compile " + source);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return library;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Its time is the machine's and this, at once. */
  void shift(Duration by) throws IOException {
    Path fresh = shift.resolveSibling("shift.new");
    Files.writeString(fresh, "" + by.toSeconds());
    Files.move(fresh, shift, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Its time, in seconds since 1970. */
  long seconds() {
    return Long.parseLong(cli("TIME").lines().findFirst().orElseThrow());
  }

  String cli(String... command) {
    try (RespClient client = RespClient.connect("127.0.0.1", port, REPLY)) {
      return client.call(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
