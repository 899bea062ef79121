package io.distcomp.process;

import io.distcomp.process.ProcessListener.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running command of a {@link JdkSpawner}. Three threads serve it: one waits for the end, two
 * read. The methods of {@link ChildProcess} are for any thread.
 */
final class JdkChild implements Running {
  private static final Logger LOG = LoggerFactory.getLogger(JdkChild.class);
  private static final int INPUT = 32 * 1024;

  private final JdkHost host;
  private final String mark;
  private final ProcessListener listener;
  private final Process process;
  private final Path note;
  private final OutputCapture out;
  private final OutputCapture err;
  private final CountDownLatch streams = new CountDownLatch(2);
  private final SessionUse session = new SessionUse();
  private final Set<ProcessHandle> descendants = new LinkedHashSet<>();

  private final Set<OutputCapture> sealed = ConcurrentHashMap.newKeySet();

  private int requests;
  private int answered;
  private boolean killed;
  private boolean over;
  private boolean backgroundKilled;
  private @Nullable String unread;

  JdkChild(JdkHost host, Command command, ProcessListener listener, Process process, Path note) {
    this.host = host;
    this.mark = command.mark();
    this.listener = listener;
    this.process = process;
    this.note = note;
    this.out = new OutputCapture(command.output(), ".out");
    this.err = new OutputCapture(command.output(), ".err");
  }

  /** Tells the listener and serves the command until its end; for a thread of its own. */
  void serve() {
    host.roster().add(this);
    host.keeper().onRunning();
    Listeners.started(listener, this);
    read(process.getInputStream(), out);
    read(process.getErrorStream(), err);
    Threads.join(this::awaitEnd);
    host.roster().remove(this);
    Listeners.exited(listener, exit());
    host.roster().leave(mark);
  }

  private void read(InputStream stream, OutputCapture capture) {
    try {
      host.threads().execute(() -> drain(stream, capture));
    } catch (OutOfMemoryError e) {
      unread = "the machine allows no more threads to read it";
      kill(Duration.ZERO);
      seal(capture);
      streams.countDown();
    }
  }

  private void drain(InputStream stream, OutputCapture capture) {
    byte[] buffer = new byte[INPUT];
    try (stream) {
      int count;
      do {
        count = stream.read(buffer);
      } while (count >= 0 && take(capture, ByteBuffer.wrap(buffer, 0, count)));
    } catch (IOException e) {
      LOG.debug("a pipe was closed while it was read", e);
    } finally {
      seal(capture);
      streams.countDown();
    }
  }

  /** False when the command is over: what an escaped process writes later is nobody's. */
  private boolean take(OutputCapture capture, ByteBuffer bytes) {
    synchronized (capture) {
      if (!sealed.contains(capture)) {
        capture.append(bytes);
        return true;
      }
      return false;
    }
  }

  private void seal(OutputCapture capture) {
    synchronized (capture) {
      boolean unused = sealed.add(capture);
      capture.closeFile();
    }
  }

  private boolean awaitEnd() throws InterruptedException {
    int unusedCode = process.waitFor();
    boolean ended = streams.await(ExitGrace.PIPES.toMillis(), TimeUnit.MILLISECONDS);
    request(!host.findsByGroup(), Duration.ZERO);
    awaitGone();
    // A process that left the group may hold a pipe for long; its reader ends with it.
    return ended || streams.await(ExitGrace.PIPES.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void awaitGone() throws InterruptedException {
    while (answered != requests) {
      wait();
    }
    over = true;
  }

  private synchronized void request(boolean marked, Duration grace) {
    if (!over) {
      host.keeper().hunt(this, ++requests, marked, grace);
    }
  }

  @Override
  public synchronized void kill(Duration grace) {
    killed = true;
    request(true, grace);
  }

  @Override
  public synchronized void onGone(int request, boolean foundAny) {
    answered = request;
    backgroundKilled |= foundAny && !killed;
    notifyAll();
  }

  private synchronized Exit exit() {
    JdkStatus status = JdkStatus.of(process.exitValue(), note);
    deleteNote();
    seal(out);
    seal(err);
    return new Exit(
        status.exitCode(),
        status.signal(),
        null,
        session.peakBytesOrNull(),
        backgroundKilled,
        out.result(),
        err.result(),
        outputError());
  }

  private @Nullable String outputError() {
    if (unread != null) {
      return unread;
    }
    String error = out.error();
    return error == null ? err.error() : error;
  }

  private void deleteNote() {
    try {
      boolean unused = Files.deleteIfExists(note);
    } catch (IOException e) {
      LOG.debug("cannot delete {}", note, e);
    }
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public String mark() {
    return mark;
  }

  @Override
  public boolean ownsGroup() {
    return host.setsid() != null;
  }

  /** Java cannot signal a group. */
  @Override
  public boolean signalGroup(Signal signal) {
    return false;
  }

  /** Where there is no group: all descendants that were ever seen and live. */
  @Override
  public synchronized List<ProcessHandle> relatives() {
    if (host.findsByGroup()) {
      return List.of();
    }
    process.descendants().forEach(descendants::add);
    descendants.add(process.toHandle());
    descendants.removeIf(handle -> !handle.isAlive());
    return new ArrayList<>(descendants);
  }

  @Override
  public SessionUse session() {
    return session;
  }

  @Override
  public LiveOutput tail(int maxBytes) {
    return new LiveOutput(out.last(maxBytes), out.length(), err.last(maxBytes), err.length());
  }
}
