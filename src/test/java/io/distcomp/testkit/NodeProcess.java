package io.distcomp.testkit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A node in a JVM of its own, from the fat jar, in a HOME of its own; it can be stopped, killed and
 * started again on the same data. Made by a test; one thread at a time; others may read where it is
 * and whether it lives. Whatever it left behind after a kill ends with {@link #close}.
 */
public final class NodeProcess implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(60);
  private static final int LOG_TAIL = 20_000;

  private final NodeProcessConf conf;
  private final NodeProcessHome home;
  private final Set<ProcessHandle> helpers = ConcurrentHashMap.newKeySet();
  private final Thread atExit = new Thread(this::end, "end-node");
  private volatile Process process;
  private volatile JsonObject entry = new JsonObject();
  private String lastLog = "";
  private boolean closed;

  private NodeProcess(NodeProcessConf conf, NodeProcessHome home) {
    this.conf = conf;
    this.home = home;
  }

  /** Starts one and returns when it takes tasks. */
  public static NodeProcess start(NodeProcessConf conf) {
    NodeProcess node = new NodeProcess(conf, NodeProcessHome.create());
    NodeProcessLogs.add(node);
    Runtime.getRuntime().addShutdownHook(node.atExit);
    try {
      node.startAgain();
      return node;
    } catch (RuntimeException | Error e) {
      node.close();
      throw e;
    }
  }

  /** Starts it on the data that it has, and returns when it takes tasks. */
  public void startAgain() {
    Path file = home.write("conf.json", conf.text());
    ProcessBuilder builder =
        home.builder(conf.jvm(), conf.classPath(), List.of("-conf", file.toString()));
    builder.command().addAll(0, conf.launcher());
    try {
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
  }

  private void awaitReady() {
    Awaitility.await("node " + name())
        .atMost(READY)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .failFast("node " + name() + " ended", this::mustBeAlive)
        .until(this::isReady);
  }

  private void mustBeAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("node " + name() + " ended:\n" + log());
    }
  }

  private boolean isReady() {
    Path file = home.directory().resolve(".distcomp/nodes/" + name() + ".json");
    try {
      JsonObject read = new JsonObject(Files.readString(file));
      if (read.getLong("pid") != process.pid()) {
        return false;
      }
      entry = read;
      return client().isReady();
    } catch (IOException | DecodeException e) {
      return false;
    }
  }

  public String name() {
    return conf.name();
  }

  /** Where its API is, without a path. */
  public String url() {
    return entry.getString("url");
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The token of its API. */
  public String token() {
    try {
      return Files.readString(Path.of(entry.getString("token_file"))).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public NodeProcessHome home() {
    return home;
  }

  /** The id that its data_dir gives it; the marks of its tasks begin with it. */
  public String nodeId() {
    try {
      return Files.readString(dataDir().resolve("node.id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path dataDir() {
    return home.directory().resolve(".distcomp").resolve(name());
  }

  public TestClient client() {
    return new TestClient(url(), token());
  }

  /** Calls the command line against this node and waits for its end. */
  public NodeProcessHome.Ended cli(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--url");
    all.add(url());
    return home.run(all);
  }

  /** SIGTERM; returns the exit code. */
  @CanIgnoreReturnValue
  public int stop() {
    rememberHelpers();
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  /** SIGKILL: its Redis and its watcher live on until the next start, or {@link #close}. */
  public void kill() {
    rememberHelpers();
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGSTOP and SIGCONT and the like, without waiting for what they do. */
  public void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, "" + pid()).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + kill.exitValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void rememberHelpers() {
    try (Stream<ProcessHandle> children = process.toHandle().descendants()) {
      children.forEach(helpers::add);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("node " + name() + " does not end:\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The end of all that it wrote since its first start. */
  public String log() {
    if (closed) {
      return lastLog;
    }
    try {
      String text = Files.readString(logFile().toPath());
      return text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "no log: " + e.getMessage();
    }
  }

  /** The file with all that it wrote since its first start, until {@link #close}. */
  public File logFile() {
    return home.directory().resolve("node.log").toFile();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (!closed) {
      Runtime.getRuntime().removeShutdownHook(atExit);
      end();
    }
  }

  private void end() {
    if (process != null && process.isAlive()) {
      // A frozen one hears nothing.
      signal("CONT");
      try {
        stop();
      } finally {
        // One that does not stop fails its test, and is not to outlive it.
        process.destroyForcibly();
      }
    }
    helpers.forEach(NodeProcess::endHelper);
    lastLog = log();
    closed = true;
    home.close();
  }

  private static void endHelper(ProcessHandle helper) {
    if (helper.isAlive()) {
      helper.destroyForcibly();
      helper.onExit().orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
    }
  }
}
