package io.distcomp.testkit;

import io.distcomp.redis.EmbeddedRedisException;
import io.distcomp.redis.RedisBinary;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A redis-server process with a temporary directory of its own. Used by {@link RedisServer} alone;
 * it ends with this JVM.
 */
final class LocalServer implements ServerProcess {

  private static final long SECONDS_TO_END = 30;

  private final RedisBinary binary;
  private final Path directory;
  private final int port;
  private final Thread atExit = new Thread(this::killAndClean, "end-redis");
  private volatile Process process;

  private LocalServer(RedisBinary binary, Path directory, int port) {
    this.binary = binary;
    this.directory = directory;
    this.port = port;
  }

  static LocalServer start(int port, List<String> lines) throws IOException {
    Path directory = Files.createTempDirectory("distcomp-redis-");
    LocalServer server = new LocalServer(binary(), directory, port);
    Files.write(server.conf(), server.withOwnLines(lines));
    Runtime.getRuntime().addShutdownHook(server.atExit);
    server.startAgain();
    return server;
  }

  private static RedisBinary binary() throws IOException {
    try {
      Path unpackInto = Path.of(System.getProperty("java.io.tmpdir"), "distcomp-test-redis-bin");
      return RedisBinary.find(System.getenv().getOrDefault("PATH", ""), unpackInto);
    } catch (EmbeddedRedisException e) {
      throw new IOException(e);
    }
  }

  private List<String> withOwnLines(List<String> lines) {
    List<String> all = new ArrayList<>();
    all.add("bind 127.0.0.1");
    all.add("port " + port);
    all.add("dir \"" + directory + "\"");
    all.addAll(lines);
    return all;
  }

  private Path conf() {
    return directory.resolve("redis.conf");
  }

  private File logFile() {
    return directory.resolve("redis.log").toFile();
  }

  @Override
  public void startAgain() {
    try {
      process =
          new ProcessBuilder(binary.path().toString(), conf().toString())
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String description() {
    return "redis-server " + binary.version() + " (" + binary.path() + ")";
  }

  @Override
  public Optional<Path> directory() {
    return Optional.of(directory);
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public String log() {
    try {
      return Files.readString(logFile().toPath());
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  @Override
  public void kill() {
    try {
      process.destroyForcibly().onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("redis-server " + process.pid() + " survives SIGKILL", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void freeze() {
    signal("-STOP");
  }

  @Override
  public void thaw() {
    if (isAlive()) {
      signal("-CONT");
    }
  }

  private void signal(String signal) {
    try {
      int status =
          new ProcessBuilder("kill", signal, Long.toString(process.pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill " + signal + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    killAndClean();
  }

  private void killAndClean() {
    if (process != null) {
      kill();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
