package io.distcomp.redis;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The process of a server, a child of this node or of one that is gone. For this package only; safe
 * for many threads.
 */
record ServerProcess(ProcessHandle handle) {

  private static final Path PROC = Path.of("/proc");
  private static final Pattern SERVER_PROGRAM = Pattern.compile("redis|valkey");

  /** Starts the server in a session of its own where {@code setsid} exists. */
  static ServerProcess spawn(RedisBinary binary, ServerFiles files, String searchPath)
      throws IOException {
    List<String> argv = new ArrayList<>();
    // A Ctrl-C at the node's terminal must not end the server before the node has drained.
    Programs.find("setsid", searchPath).map(Path::toString).findFirst().ifPresent(argv::add);
    argv.add(binary.path().toString());
    argv.add(files.conf().toString());
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .directory(files.directory().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(files.log().toFile()));
    // Redis 7 ends at once when the environment names a locale that is not installed.
    builder.environment().put("LC_ALL", "C");
    return new ServerProcess(builder.start().toHandle());
  }

  /** The living process of that number, if it is a server of that directory. */
  static Optional<ServerProcess> of(long pid, ServerFiles files) {
    return ProcessHandle.of(pid)
        .map(ServerProcess::new)
        .filter(ServerProcess::isAlive)
        .filter(process -> process.isServerOf(files.directory()));
  }

  private boolean isServerOf(Path directory) {
    return runs(SERVER_PROGRAM) && (!Files.exists(PROC.resolve("self")) || worksIn(directory));
  }

  private boolean runs(Pattern program) {
    return handle.info().command().filter(path -> program.matcher(path).find()).isPresent();
  }

  /** A server changes into its directory; one that got the same number later is elsewhere. */
  private boolean worksIn(Path directory) {
    try {
      return PROC.resolve(pid() + "/cwd").toRealPath().equals(directory);
    } catch (IOException e) {
      return false;
    }
  }

  long pid() {
    return handle.pid();
  }

  boolean isAlive() {
    return handle.isAlive() && !isZombie();
  }

  /** Dead, but whoever inherited it from a killed node does not collect it. */
  private boolean isZombie() {
    try {
      String stat = Files.readString(PROC.resolve(pid() + "/stat"));
      return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return false;
    }
  }

  CompletableFuture<ProcessHandle> onExit() {
    return handle.onExit();
  }

  /** Waits at most that long for its end. */
  boolean endedWithin(Duration time) throws InterruptedException {
    try {
      onExit().get(time.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return !isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  void terminate() {
    handle.destroy();
  }

  void kill() {
    handle.destroyForcibly();
  }
}
