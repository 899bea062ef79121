package io.distcomp.process;

import io.distcomp.process.ProcessListener.Exit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running command of a {@link PosixSpawner}. Its state belongs to the main loop's thread; the
 * methods of {@link ChildProcess} are for any thread.
 *
 * <p>The end of a command: the leader exits; both pipes end, or 500 ms pass; what is left of the
 * group is killed while the leader is still a zombie, so that its number cannot be anybody else's;
 * the leader is reaped; the listener is told.
 */
final class PosixChild implements Running {
  private static final Logger LOG = LoggerFactory.getLogger(PosixChild.class);
  private static final int LOST_STATUS = 255 << 8;

  private final PosixHost host;
  private final String mark;
  private final ProcessListener listener;
  private final int pid;
  private final int pidFd;
  private final long token;
  private final OutputCapture outCapture;
  private final OutputCapture errCapture;
  private final PosixStream out;
  private final PosixStream err;
  private final SessionUse session = new SessionUse();

  private boolean exited;
  private boolean graceOver;
  private boolean groupCleared;
  private boolean killed;
  private boolean backgroundKilled;
  private int requests;
  private int answered;
  private boolean reaped;
  private boolean reported;
  private int status;
  private @Nullable Duration cpu;

  PosixChild(
      PosixHost host,
      Command command,
      ProcessListener listener,
      int pid,
      int pidFd,
      int outFd,
      int errFd) {
    this.host = host;
    this.mark = command.mark();
    this.listener = listener;
    this.pid = pid;
    this.pidFd = pidFd;
    this.token = host.main().newToken();
    this.outCapture = new OutputCapture(command.output(), ".out");
    this.errCapture = new OutputCapture(command.output(), ".err");
    this.out = new PosixStream(host, outFd, outCapture, this::onStreamEnd);
    this.err = new PosixStream(host, errFd, errCapture, this::onStreamEnd);
  }

  /** Tells the listener and begins to watch; for the starter's thread. */
  void begin(NativeBuffer event) {
    host.roster().add(this);
    host.keeper().onRunning();
    Listeners.started(listener, this);
    boolean watched =
        out.watch(event)
            && err.watch(event)
            && host.main().add(pidFd, token, this::onLeaderExit, event);
    if (!watched) {
      LOG.error("epoll takes no more descriptors; process {} is killed", pid);
      boolean unused = signalGroup(Signal.KILL);
      host.main().execute(this::onLeaderExit);
    }
  }

  private void onLeaderExit() {
    host.main().remove(pidFd, token);
    Posix.close(pidFd);
    exited = true;
    out.readAvailable();
    err.readAvailable();
    settle();
    if (!reaped && !streamsEnded()) {
      host.keeper().after(ExitGrace.PIPES, () -> host.main().execute(this::onGraceOver));
    }
  }

  private void onGraceOver() {
    graceOver = true;
    settle();
  }

  private void onStreamEnd() {
    if (reaped) {
      report();
    } else {
      settle();
    }
  }

  private boolean streamsEnded() {
    return out.ended() && err.ended();
  }

  private void settle() {
    boolean pipesDone = graceOver || streamsEnded();
    if (reaped || !exited || !pipesDone || answered != requests) {
      return;
    }
    if (groupCleared || isAlone()) {
      end();
    } else {
      host.keeper().hunt(this, ++requests, false, Duration.ZERO);
    }
  }

  /**
   * Whether the dead leader is the only member of its group, without a look at all processes: the
   * zombie gets the lowest priority, which hurts nobody; then the group's highest priority is that
   * of the others, if there are any. Others that have the lowest themselves show in {@link #end}.
   */
  private boolean isAlone() {
    return host.lowestPriority()
        || (Libc.setpriority(Libc.PRIO_PROCESS, pid, Libc.LOWEST_PRIORITY) == 0
            && Libc.getpriority(Libc.PRIO_PGRP, pid) == Libc.LOWEST_PRIORITY);
  }

  private void end() {
    reaped = true;
    boolean unused = signalGroup(Signal.KILL);
    reap();
    // The number of a group stays taken while it has members, so this asks for no other one.
    backgroundKilled |= !groupCleared && Libc.kill(-pid, 0) == 0;
    out.finish();
    err.finish();
    report();
  }

  private void reap() {
    long room = host.usage().address();
    int result;
    do {
      result = Libc.wait4(pid, room, 0, room + Usage.AT);
    } while (result < 0 && Libc.errno() == Libc.EINTR);
    if (result == pid) {
      status = host.usage().bytes().getInt(0);
      cpu = Usage.cpu(host.usage());
    } else {
      LOG.error("process {} was reaped by somebody else; its exit code is lost", pid);
      status = LOST_STATUS;
    }
  }

  private void report() {
    if (reported || !streamsEnded()) {
      return;
    }
    reported = true;
    host.roster().remove(this);
    Listeners.exited(listener, exit());
    host.roster().leave(mark);
  }

  private Exit exit() {
    String error = outCapture.error();
    return new Exit(
        Posix.exitCode(status),
        Posix.signal(status),
        cpu,
        session.peakBytesOrNull(),
        backgroundKilled,
        outCapture.result(),
        errCapture.result(),
        error == null ? errCapture.error() : error);
  }

  @Override
  public void kill(Duration grace) {
    host.main().execute(() -> onKill(grace));
  }

  private void onKill(Duration grace) {
    if (!reaped) {
      killed = true;
      host.keeper().hunt(this, ++requests, true, grace);
    }
  }

  @Override
  public void onGone(int request, boolean foundAny) {
    host.main().execute(() -> onGroupCleared(request, foundAny));
  }

  private void onGroupCleared(int request, boolean foundAny) {
    answered = request;
    groupCleared = true;
    backgroundKilled |= foundAny && !killed;
    settle();
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public String mark() {
    return mark;
  }

  @Override
  public boolean ownsGroup() {
    return true;
  }

  /** Never after the leader was reaped: {@link Hunts} calls only while it owes an answer. */
  @Override
  public boolean signalGroup(Signal signal) {
    int unused = Libc.kill(-pid, signal.number);
    return true;
  }

  @Override
  public List<ProcessHandle> relatives() {
    return List.of();
  }

  @Override
  public SessionUse session() {
    return session;
  }

  @Override
  public LiveOutput tail(int maxBytes) {
    return new LiveOutput(
        outCapture.last(maxBytes),
        outCapture.length(),
        errCapture.last(maxBytes),
        errCapture.length());
  }
}
