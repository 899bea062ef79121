package io.distcomp.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A helper process that kills all commands of this incarnation when the node dies without a word.
 * Started and closed by the node; safe for threads.
 *
 * <p>It waits on a pipe from this process; the kernel closes it with the process, however that
 * ends. It is in its own session and ignores the signals of a terminal. When it dies it is started
 * again.
 */
public final class OrphanWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanWatcher.class);
  private static final Duration FAST_DEATH = Duration.ofSeconds(5);

  private final String owner;
  private @Nullable Ward ward;
  private @Nullable Process process;
  private long startedAt;
  private boolean closed;

  /**
   * A process that outlives the node for a while, to be taken over by the node's next start.
   *
   * @param pid of the process, which is ended with TERM after the delay, and 10 s later with KILL
   * @param adoption a file whose content changes when somebody takes the process over
   */
  public record Ward(long pid, Path adoption, Duration delay) {}

  private OrphanWatcher(String owner, @Nullable Ward ward) {
    this.owner = owner;
    this.ward = ward;
  }

  /**
   * Starts it.
   *
   * @param owner what the marks to be killed begin with, see {@link Marks#ofIncarnation}
   * @throws IOException when no process can be started
   */
  public static OrphanWatcher start(String owner, @Nullable Ward ward) throws IOException {
    OrphanWatcher watcher = new OrphanWatcher(owner, ward);
    watcher.launch();
    return watcher;
  }

  private static List<String> command(String owner, @Nullable Ward ward) {
    List<String> command = new ArrayList<>();
    String setsid = JdkScript.setsid();
    if (setsid != null) {
      command.add(setsid);
    }
    command.addAll(List.of("/bin/sh", "-c", WatcherScript.TEXT, "distcomp-watcher", owner));
    if (ward != null) {
      command.add(Long.toString(ward.pid()));
      command.add(ward.adoption().toAbsolutePath().toString());
      command.add(Long.toString(ward.delay().toSeconds()));
    }
    return List.copyOf(command);
  }

  private synchronized void launch() throws IOException {
    if (closed) {
      return;
    }
    ProcessBuilder builder =
        new ProcessBuilder(command(owner, ward))
            .directory(new File("/"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // Nothing of this process' environment: it may carry the mark of an outer node.
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
    Process started = builder.start();
    startedAt = System.nanoTime();
    process = started;
    var unused = started.onExit().thenRun(this::onDeath);
  }

  /** From now on another process is the ward; its file stays the same. */
  public synchronized void follow(Ward other) {
    ward = other;
    if (process == null || closed) {
      return;
    }
    try {
      OutputStream pipe = process.getOutputStream();
      pipe.write(("ward " + other.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      LOG.debug("the process that watches for orphans has died; its successor is told", e);
    }
  }

  private synchronized void onDeath() {
    if (closed) {
      return;
    }
    boolean fast = System.nanoTime() - startedAt < FAST_DEATH.toNanos();
    LOG.warn("the process that watches for orphans died; starting another one");
    // One that cannot live is not started in a busy loop.
    var unused =
        CompletableFuture.runAsync(
            this::relaunch, CompletableFuture.delayedExecutor(fast ? 1 : 0, TimeUnit.SECONDS));
  }

  private void relaunch() {
    try {
      launch();
    } catch (IOException e) {
      LOG.error("cannot start the process that watches for orphans", e);
      onDeath();
    }
  }

  /** Of the process that watches now. */
  public synchronized long pid() {
    return process == null ? 0 : process.pid();
  }

  /** Sends it away: an orderly stop leaves nothing to kill, and the ward is the caller's again. */
  @Override
  public void close() {
    Process last;
    synchronized (this) {
      closed = true;
      last = process;
    }
    if (last != null) {
      sayBye(last);
      if (!Threads.join(() -> last.waitFor(1, TimeUnit.SECONDS))) {
        Process unused = last.destroyForcibly();
      }
    }
  }

  private static void sayBye(Process process) {
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write("bye\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      LOG.debug("the process that watches for orphans was gone already", e);
    }
  }
}
